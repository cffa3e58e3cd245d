"""This room knows how the site stands: whether it can serve, its figures for monitors, what is wrong now and
what to do; it does not know pages, commands, or anything that a protocol says.

Its door: `health` and `views` (answers to programs), `facts` (figures), `judgements` (figures in words),
`request_times` (what is counted, without the archive).
"""
