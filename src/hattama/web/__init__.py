"""This package serves the core over HTTP with Django; it does not know what an election means."""
