"""This room knows what may be done: one verb, one function, one transaction; it does not know HTTP."""

__all__: list[str] = []
