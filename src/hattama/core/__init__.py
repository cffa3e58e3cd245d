"""This package knows what elections mean; it does not know Django, the clock, the disk, the network or chance."""
