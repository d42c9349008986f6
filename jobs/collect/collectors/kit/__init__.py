"""What several collectors read with: an interface's door, rounds, listings, selectors."""
