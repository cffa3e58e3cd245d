"""This room knows how results lie on the map; it does not know where the figures come from beyond results."""
