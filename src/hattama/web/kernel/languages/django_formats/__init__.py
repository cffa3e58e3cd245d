"""Formats for Django's own filters and form fields (FORMAT_MODULE_PATH) where Django has none or others.

Django has no Kazakh formats at all; its English ones are American, and our English pages are not.
"""
