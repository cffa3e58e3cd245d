"""This room knows the interface for programs: addresses under /api/, documents as JSON, cursors, errors.

It does not know pages or forms, and it asks the archive the same questions as the pages do. Its operations
are built by `service`; `documents` gives the shapes that they answer with.
"""
