"""The directory for other systems: the interface of HSDS 3.2.3 at /hsds/."""
