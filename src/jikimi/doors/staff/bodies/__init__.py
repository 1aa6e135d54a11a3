"""Staff pages of the bodies room."""
