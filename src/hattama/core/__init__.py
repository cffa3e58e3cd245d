"""This package knows what elections mean; it does not know Django, clock, disk, network or chance."""
