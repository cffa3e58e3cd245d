"""This room knows the pages that bring others together: home, area, precinct, search, lists; it does not
know the desk.
"""
