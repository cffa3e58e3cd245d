"""This room knows copies of protocols that strangers send to a civic count, and what volunteers do with them;
it does not know who sent them.
"""
