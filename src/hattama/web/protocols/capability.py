"""Registers the capability with the kernel."""

from django.urls import path

from hattama.web.kernel.capability import Addresses, Capability
from hattama.web.kernel.pages.addresses import AREA, PROTOCOL


class Registration(Capability):
    """The life of a protocol: entered twice, compared, confirmed, corrected, annulled."""

    tables = ("tables",)
    only_growing = ("life_step",)
    provides = (
        ("decision_documents", "tables.load_decision_documents"),
        ("published_documents", "tables.published_decision_documents"),
        ("desk_news", "desk.overview_views.count_block"),
        ("desk_news", "desk.overview_views.same_figures_block"),
    )

    def pages(self) -> Addresses:
        from hattama.web.protocols.public import copy_comparison, receipts

        return [
            path(AREA + "receipt/<slug:contest>/", receipts.receipt, name="receipt"),
            path(AREA + "compare/<slug:contest>/", copy_comparison.compare, name="compare"),
        ]

    def desk(self) -> Addresses:
        from hattama.web.protocols.desk import overview_views, typing_views, unit_views, views

        return [
            path("", views.home, name="home"),
            path("<slug:election_id>/", views.precincts, name="precincts"),
            path("<slug:election_id>/overview/", overview_views.overview, name="overview"),
            path("<slug:election_id>/overview.csv", overview_views.overview_csv, name="overview_csv"),
            path("<slug:election_id>/progress/", overview_views.progress, name="progress"),
            path("<slug:election_id>/typing/", typing_views.typing, name="typing"),
            path("<slug:election_id>/invalid/", unit_views.units, name="units"),
            path(
                "<slug:election_id>/invalid/<str:area_id>/<slug:contest>/",
                unit_views.annul_area,
                name="annul_area",
            ),
            *_of_protocols(),
        ]


def _of_protocols() -> Addresses:
    from hattama.web.protocols.desk import change_views, difference_views, entry_views, views

    return [
        path(PROTOCOL, entry_views.enter, name="enter"),
        path(PROTOCOL + "check", entry_views.check, name="check"),
        path(PROTOCOL + "scan", views.add_scan, name="scan"),
        path(PROTOCOL + "done", views.done, name="done"),
        path(PROTOCOL + "paper/<sha256:sha256>", views.paper, name="paper"),
        path(PROTOCOL + "paper/<sha256:sha256>/<number:number>", views.paper_page, name="paper_page"),
        path(PROTOCOL + "differences", difference_views.differences, name="differences"),
        path(PROTOCOL + "take", difference_views.take, name="take"),
        path(PROTOCOL + "end-rounds", difference_views.end_rounds, name="end_rounds"),
        path(PROTOCOL + "decide", difference_views.decide, name="decide"),
        path(PROTOCOL + "confirm", difference_views.confirm, name="confirm"),
        path(PROTOCOL + "correct", change_views.correct, name="correct"),
        path(PROTOCOL + "recount", change_views.recount, name="recount"),
        path(PROTOCOL + "annul", change_views.annul, name="annul"),
        path(PROTOCOL + "investigate", change_views.investigate, name="investigate"),
        path(PROTOCOL + "close-investigation", change_views.close_investigation, name="close_investigation"),
    ]
