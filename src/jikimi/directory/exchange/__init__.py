"""Bringing the directory in from other systems and out to them (Open Referral HSDS)."""
