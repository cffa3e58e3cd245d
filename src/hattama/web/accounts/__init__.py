"""This room knows accounts, roles, first logins and printed credentials; it does not know elections beyond
their areas.
"""
