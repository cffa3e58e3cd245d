"""This room knows tables, scans, and how rows become values; it does not know what may be done or why.

Its door: `models` (tables), `loading` (rows to values), `recording` (values to rows),
`content_store` (scans).
"""

__all__ = ["content_store", "loading", "models", "recording"]
