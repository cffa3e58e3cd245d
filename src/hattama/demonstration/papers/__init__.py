"""This room knows how a filled-in protocol of the demonstration looks on paper, and draws it as a picture.

It does not know where figures come from or where pictures are kept.
"""

from hattama.demonstration.papers.scan import blank_forms, draw_scan
