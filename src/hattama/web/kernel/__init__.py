"""This room knows what every capability stands on: elections, log, accounts, stores, pages, words; it does
not know any capability, and asks for what they provide by name (`capability.provided`).
"""
