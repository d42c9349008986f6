"""Files that another tool exported."""
