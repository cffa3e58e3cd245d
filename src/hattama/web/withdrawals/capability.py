"""Registers the capability with the kernel."""

from django.urls import path

from hattama.web.kernel.capability import Addresses, Capability


class Registration(Capability):
    """Choices and polling stations that stand no longer, stand again or are called otherwise."""

    tables = ("tables",)
    provides = (("publish_entries", "record.publish_withdrawals"),)

    def desk(self) -> Addresses:
        from hattama.web.withdrawals import desk, precinct_desk

        return [
            path("<slug:election_id>/stations/", precinct_desk.stations, name="stations"),
            path("<slug:election_id>/stations/<str:area_id>/", precinct_desk.station, name="station"),
            path("<slug:election_id>/choices/", desk.choices, name="choices"),
            path(
                "<slug:election_id>/choices/<str:area_id>/<slug:contest>/<slug:choice>/",
                desk.choice,
                name="choice",
            ),
        ]
