"""Parts of addresses that several capabilities share."""

PROTOCOL = "<slug:election_id>/<str:area_id>/<slug:contest>/"
"""One contest's protocol of one precinct, at the desk."""
