"""This room knows `hattama voters`: the duplicates of a register that stays on one machine.

It does not know the web, the log, or any election.
"""
