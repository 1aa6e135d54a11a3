"""Pages about places: what stands where."""
