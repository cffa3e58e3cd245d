"""This room knows frames and drawings for other sites; it does not know who shows them."""
