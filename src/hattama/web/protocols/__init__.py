"""This room knows the life of a protocol: entry, second entry, comparison, confirmation, change, and its
page's parts; it does not know sums over many.
"""
