"""Streets: read from public files, cut at corners, measured by what is near, searched. Pure."""
