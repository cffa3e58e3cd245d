"""This room knows each precinct's card as the log leaves it, and the balance of all cards against the margin;
it does not know who enters what.
"""
