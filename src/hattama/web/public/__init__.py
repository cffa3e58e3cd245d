"""This room knows the pages, files and search open to everyone; it does not know drafts, accounts, rights."""

__all__: list[str] = []
