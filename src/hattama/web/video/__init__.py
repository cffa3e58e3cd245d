"""This room knows what cameras saw of the count: coverage by step and angle, and recordings.

It does not know who keeps the register: cameras, recordings and requests for copies are its records.
"""
