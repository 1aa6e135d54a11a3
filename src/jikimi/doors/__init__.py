"""Five ways in: parse, call one rule or one read, answer."""
