"""This room knows how a public bundle is copied from its address and held against the log that signs for it.

It does not know how the figures of a bundle are recomputed, nor the site that it copies.
"""
