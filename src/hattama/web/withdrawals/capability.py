"""Registers the capability with the kernel."""

from hattama.web.kernel.capability import Capability


class Registration(Capability):
    """Choices and polling stations that stand no longer, stand again or are called otherwise."""

    provides = (
        ("publish_entries", "record.publish_withdrawals"),
        ("desk_news", "precinct_desk.news_block"),
    )

    desk = (
        ("<slug:election_id>/stations/", "precinct_desk.stations"),
        ("<slug:election_id>/stations/<str:area_id>/", "precinct_desk.station"),
        ("<slug:election_id>/stations/<str:area_id>/document", "precinct_desk.proposed_document"),
        ("<slug:election_id>/choices/", "desk.choices"),
        ("<slug:election_id>/choices/<str:area_id>/<slug:contest>/<slug:choice>/", "desk.choice"),
        ("<slug:election_id>/lots/<str:area_id>/<slug:contest>/", "lot_desk.lot"),
    )
