"""This room knows the `hattama` command: its words and exit codes; it does not know the web.

The web's commands come in by entry point.
"""
