"""This room knows when two rows of a register of voters may be one person; it does not know any election.

A tool for whoever lawfully holds a register, offline. Nothing of a register enters the site or the log but
counts.
"""
