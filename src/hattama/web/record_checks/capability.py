"""Registers the capability with the kernel."""

from django.urls import path

from hattama.web.kernel.capability import Addresses, Capability
from hattama.web.kernel.pages.addresses import DATA, ELECTION


class Registration(Capability):
    """Papers drawn by a public seed and read again."""

    tables = ("tables",)
    only_growing = (
        "drawn_paper",
        "stranger_reading",
        "figure_judgement",
    )

    def pages(self) -> Addresses:
        from hattama.web.record_checks import public

        return [path(ELECTION + "record-check/", public.record_check, name="record_check")]

    def files(self) -> Addresses:
        from hattama.web.record_checks import public

        return [
            path(DATA + "record-check/figures.csv", public.record_check_csv, name="record_check"),
            path(
                DATA + "record-check/lists/<sha256:sha256>.txt",
                public.drawn_list,
                name="drawn_list",
            ),
        ]

    def desk(self) -> Addresses:
        from hattama.web.record_checks import desk
        from hattama.web.record_checks import desk as desk_views

        return [
            path("<slug:election_id>/draws/", desk_views.draws, name="draws"),
            path("<slug:election_id>/read-again/", desk_views.read_again, name="read_again"),
            path("<slug:election_id>/doubts/", desk.doubts, name="doubts"),
        ]
