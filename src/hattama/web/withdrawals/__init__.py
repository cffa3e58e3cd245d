"""This room knows how a choice ceases to stand after the election was opened, or stands again; it does not
know what follows for the outcome, which the core says.
"""
