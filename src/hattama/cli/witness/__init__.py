"""This room knows the witness that an organisation runs: its key, its memory, its two addresses.

It does not know what an election is, nor the site whose logs it watches.
"""
