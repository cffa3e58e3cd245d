"""This room knows how a choice or a polling station ceases to stand after the election was opened, stands
again or is called otherwise, and what a lot drew; it does not know what follows for the outcome, which the
core says.
"""
