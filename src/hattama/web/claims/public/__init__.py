"""What everybody sees of claims, and of a civic count beside them."""
