"""Registers the capability with the kernel."""

from hattama.web.kernel.capability import Capability
from hattama.web.kernel.pages.addresses import AREA


class Registration(Capability):
    """What readers report about a protocol, and what observers signed of their copies."""

    only_growing = ("difference_report", "report_step")
    provides = (
        ("desk_news", "desk.news_block"),
        ("shapes_pages", "report_lists.last_step"),
        ("publish_entries", "publish.publish_observers"),
    )

    pages = (
        (AREA + "report/<slug:contest>/", "public.report"),
        (AREA + "reports/", "public.reports"),
        (AREA + "copies/", "public.copies"),
    )

    files = (("reports/<number:number>/photo.jpg", "public.released_photo", "report_photo"),)

    desk = (
        ("<slug:election_id>/reports/", "desk.reports"),
        ("<slug:election_id>/reports/<number:number>/", "desk.report"),
        ("<slug:election_id>/reports/<number:number>/photo", "desk.photo", "report_photo"),
    )
