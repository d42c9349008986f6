"""WordPress: articles and the comments under them."""
