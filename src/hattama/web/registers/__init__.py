"""This room knows how registers are kept and read: what is stated and done at a desk, and what follows from
the log; it does not know any one register, nor how statements are ranked, which the core says.
"""
