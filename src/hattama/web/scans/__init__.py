"""This room knows scans of papers: receiving, reading into pages, boxes of figures; it does not know what
is done to protocols.
"""
