"""Staff pages of the cases room."""
