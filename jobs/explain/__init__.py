"""What the store holds of a post, signal or story in, why the program thinks so out, in words."""
