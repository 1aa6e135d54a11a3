"""Where help is: organisations, services, places; for whom each fact may be known."""
