"""What is past its term in, erased out."""
