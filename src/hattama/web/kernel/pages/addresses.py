"""Parts of addresses that several capabilities share."""

ELECTION = "e/<slug:election_id>/"
"""Pages about one election."""

AREA = ELECTION + "a/<str:area_id>/"
"""Pages about one area or precinct of it."""

DATA = "data/<slug:election_id>/"
"""Files of one election."""

PRECINCT = "<slug:election_id>/<str:area_id>/"
"""One precinct, at the desk."""

PROTOCOL = PRECINCT + "<slug:contest>/"
"""One contest's protocol of it, at the desk."""
