"""This room knows the pages, files and search that everyone may open; it does not know drafts, accounts or rights."""

__all__: list[str] = []
