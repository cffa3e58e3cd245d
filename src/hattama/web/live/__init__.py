"""This room knows the night as it goes on, and the stream of changes; it does not know the desk."""
