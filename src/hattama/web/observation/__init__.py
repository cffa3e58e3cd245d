"""This room knows organisations of observers: their forms, who is to be where, and what they sent.

It does not know what commissions do at the desk.
"""
