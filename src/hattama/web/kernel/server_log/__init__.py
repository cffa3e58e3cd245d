"""This room knows how the server writes down what it does, one line each, and what must never stand there; it
does not know the public log of an election, nor what any request was about.
"""
