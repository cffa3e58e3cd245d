"""This room knows how the models that ship with the package are made; it does not know any election.

Nothing of the package imports it, and it needs what only tests install.
"""
