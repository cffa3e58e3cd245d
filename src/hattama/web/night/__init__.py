"""This room knows the steps of the count with their times, and the custody of papers; it does not know
figures.
"""
