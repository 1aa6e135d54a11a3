"""Who may know and do what, and the record of it. Imports nothing of ours."""
