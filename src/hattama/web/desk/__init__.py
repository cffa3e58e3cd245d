"""This room knows the commissions' desk: forms behind a login; it does not know what the public sees."""

__all__: list[str] = []
