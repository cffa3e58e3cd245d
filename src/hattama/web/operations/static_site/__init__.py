"""This room knows how the public site is written as files that need no server: which addresses are copied,
where each stands, what follows from new entries of the log.

It does not know what the pages say: it asks the site for each address, as a reader would, without a network.
"""

from hattama.web.operations.static_site.folder import NotOurFolder
from hattama.web.operations.static_site.places import Options, Scans, Stations
from hattama.web.operations.static_site.writing import NothingOpen, mark_complete, write_static_site
