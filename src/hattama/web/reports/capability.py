"""Registers the capability with the kernel."""

from django.urls import path

from hattama.web.kernel.capability import Addresses, Capability
from hattama.web.kernel.pages.addresses import AREA


class Registration(Capability):
    """What readers report about a protocol, and what observers signed of their copies."""

    tables = ("tables",)
    only_growing = (
        "difference_report",
        "report_step",
    )
    provides = (
        ("publish_entries", "publish.publish_observers"),
        ("published_tables", "publish.PUBLISHED"),
    )

    def pages(self) -> Addresses:
        from hattama.web.reports import public

        return [
            path(AREA + "report/<slug:contest>/", public.report, name="report"),
            path(AREA + "reports/", public.reports, name="reports"),
            path(AREA + "copies/", public.copies, name="copies"),
        ]

    def files(self) -> Addresses:
        from hattama.web.reports import public

        return [path("reports/<number:number>/photo.jpg", public.released_photo, name="report_photo")]

    def desk(self) -> Addresses:
        from hattama.web.reports import desk

        return [
            path("<slug:election_id>/reports/", desk.reports, name="reports"),
            path("<slug:election_id>/reports/<number:number>/", desk.report, name="report"),
            path("<slug:election_id>/reports/<number:number>/photo", desk.photo, name="report_photo"),
        ]
