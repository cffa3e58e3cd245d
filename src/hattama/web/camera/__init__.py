"""This room knows photographing the paper on the phone; it does not know what becomes of the picture."""
