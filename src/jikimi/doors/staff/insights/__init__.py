"""Pages of insights: figures with their intervals, charts, and what may be said of them."""
