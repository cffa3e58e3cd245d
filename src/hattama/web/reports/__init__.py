"""This room knows what readers report about a protocol, and the answers; it does not know accounts of
readers: they have none.
"""
