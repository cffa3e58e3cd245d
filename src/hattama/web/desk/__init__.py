"""This room knows the desk of commissions: forms and pages behind a login; it does not know what the public sees."""

__all__: list[str] = []
