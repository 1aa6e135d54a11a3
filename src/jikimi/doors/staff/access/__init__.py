"""Staff pages of the access room."""
