"""Registers the capability with the kernel."""

from hattama.web.kernel.capability import Capability
from hattama.web.kernel.pages.addresses import AREA, PROTOCOL


class Registration(Capability):
    """The life of a protocol: entered twice, compared, confirmed, corrected, annulled."""

    only_growing = ("life_step", "remark")
    provides = (
        ("desk_news", "desk.remark_views.remarks_block"),
        ("decision_documents", "tables.load_decision_documents"),
        ("published_documents", "tables.published_decision_documents"),
        ("desk_news", "desk.overview_views.count_block"),
        ("desk_news", "desk.overview_views.same_figures_block"),
    )

    pages = (
        (AREA + "receipt/<slug:contest>/", "public.receipts.receipt"),
        (AREA + "compare/<slug:contest>/", "public.copy_comparison.compare"),
    )

    desk = (
        ("", "desk.views.home"),
        ("<slug:election_id>/", "desk.views.precincts"),
        ("<slug:election_id>/overview/", "desk.overview_views.overview"),
        ("<slug:election_id>/overview.csv", "desk.overview_views.overview_csv"),
        ("<slug:election_id>/progress/", "desk.overview_views.progress"),
        ("<slug:election_id>/typing/", "desk.typing_views.typing"),
        ("<slug:election_id>/invalid/", "desk.unit_views.units"),
        ("<slug:election_id>/invalid/<str:area_id>/<slug:contest>/", "desk.unit_views.annul_area"),
        ("<slug:election_id>/invalid/<str:area_id>/<slug:contest>/undo", "desk.unit_views.restore_area"),
        (PROTOCOL, "desk.entry_views.enter"),
        (PROTOCOL + "check", "desk.entry_views.check"),
        (PROTOCOL + "scan", "desk.views.add_scan", "scan"),
        (PROTOCOL + "done", "desk.views.done"),
        (PROTOCOL + "paper/<sha256:sha256>", "desk.views.paper"),
        (PROTOCOL + "paper/<sha256:sha256>/<number:number>", "desk.views.paper_page"),
        (PROTOCOL + "differences", "desk.difference_views.differences"),
        (PROTOCOL + "take", "desk.difference_views.take"),
        (PROTOCOL + "remark", "desk.remark_views.remark"),
        (PROTOCOL + "end-rounds", "desk.difference_views.end_rounds"),
        (PROTOCOL + "decide", "desk.difference_views.decide"),
        (PROTOCOL + "confirm", "desk.difference_views.confirm"),
        (PROTOCOL + "correct", "desk.change_views.correct"),
        (PROTOCOL + "recount", "desk.change_views.recount"),
        (PROTOCOL + "annul", "desk.change_views.annul"),
        (PROTOCOL + "investigate", "desk.change_views.investigate"),
        (PROTOCOL + "close-investigation", "desk.change_views.close_investigation"),
    )
