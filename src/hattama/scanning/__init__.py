"""This room knows how the picture of a paper becomes its page: what a file really holds, where the marks of the form
stand, the page made straight and even, its boxes, and whether two pictures show one paper.

It does not know protocols, precincts or who sent the file, and it keeps nothing.
"""

__all__: list[str] = []
