"""This room knows samples of stations that were sealed and opened, and their quick counts; it does not know
how stations are drawn or estimated, which the core says, nor what an organisation's observers sent.
"""
