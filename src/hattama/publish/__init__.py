"""This room knows the files that the public downloads: a snapshot becomes bytes, the same bytes every time.

It does not know Django, where the snapshot came from, or where the bytes go.
"""
