"""Registers the capability with the kernel."""

from django.urls import path

from hattama.web.kernel.capability import Addresses, Capability


class Registration(Capability):
    """Choices that were withdrawn, struck off or died after the log was opened, and those reinstated."""

    provides = (("publish_entries", "record.publish_withdrawals"),)

    def desk(self) -> Addresses:
        from hattama.web.withdrawals import desk

        return [
            path("<slug:election_id>/choices/", desk.choices, name="choices"),
            path(
                "<slug:election_id>/choices/<str:area_id>/<slug:contest>/<slug:choice>/",
                desk.choice,
                name="choice",
            ),
        ]
