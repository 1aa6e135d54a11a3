"""Where and when harm happens: counts, surfaces, hot cells, near repeats, and what they foretell."""
