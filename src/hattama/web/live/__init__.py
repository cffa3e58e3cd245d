"""This room knows the night as it goes on; it does not know the desk."""
