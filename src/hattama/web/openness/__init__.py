"""This room knows how open the results are, measured against published criteria; it does not know persons."""
