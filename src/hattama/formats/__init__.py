"""This room knows shapes of files: rule packs, elections, mappings, tables; read into core values and back.

It does not know what a figure means, who may bring a file, or where anything is kept.
"""
