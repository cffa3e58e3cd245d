"""This room knows letters, feeds and webhooks for those who asked to be told; it does not know why something
happened.
"""
