"""This room knows the pages of norms: what each orders, since when, what here rests on it; it does not know
elections, nor what is found in them.
"""
