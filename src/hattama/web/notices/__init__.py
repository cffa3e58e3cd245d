"""This room knows letters and feeds for those who asked to be told; it does not know why something
happened.
"""
