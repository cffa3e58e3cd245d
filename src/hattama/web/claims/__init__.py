"""This room knows tables of higher commissions held against the sums; it does not know how sums are shown
elsewhere.
"""
