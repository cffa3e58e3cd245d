"""This room knows files of the published tables and the interface for programs; it does not know drafts."""
