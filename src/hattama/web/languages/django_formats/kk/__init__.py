"""Kazakh formats for Django."""
