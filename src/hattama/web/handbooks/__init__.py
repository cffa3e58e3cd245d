"""This room knows the handbooks of the site and finds their sections; it does not know elections."""
