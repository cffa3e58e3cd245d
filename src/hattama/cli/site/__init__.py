"""This room knows what a site shows beside its bundle, and holds it against the bundle; it does not know
how a bundle is checked, and believes nothing that a site answers.
"""
