"""The public door: for a person in danger, and for whoever cares about one."""
