"""This room knows how values of other rooms are said: outcomes, cards, records. Each module is a door.

It does not know pages or commands, nor how a sentence is found in a language.
"""
