"""Who sits together: councils, their seats and their meetings."""
