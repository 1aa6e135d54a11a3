"""Walking home: what a phone asks for the person who holds it; no account, no cookie."""
