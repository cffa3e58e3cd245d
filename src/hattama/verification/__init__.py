"""This room knows how to recompute a public bundle and what to say when it does not agree with itself.

It does not know where the bytes come from, how many processes do the work, or how the verdict is printed.
"""
