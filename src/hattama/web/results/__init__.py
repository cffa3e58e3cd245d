"""This room knows sums and outcomes as people read them; it does not know how protocols are entered."""
