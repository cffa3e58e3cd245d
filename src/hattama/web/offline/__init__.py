"""This room knows statements signed on a phone without a network, and how they are accepted; it does not
know how a page looks that was typed with one.
"""
