"""Pages about where help is: entries, and those who keep them."""
