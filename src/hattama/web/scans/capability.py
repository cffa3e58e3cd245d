"""Registers the capability with the kernel."""

from django.urls import path

from hattama.web.kernel.capability import Addresses, Capability
from hattama.web.kernel.pages.addresses import AREA


class Registration(Capability):
    """Scans: received, read into pages, laid beside figures."""

    tables = ("tables",)
    provides = (("shapes_pages", "figure_boxes.last_page_read"),)

    def pages(self) -> Addresses:
        from hattama.web.scans import public

        return [
            path(AREA + "strip/<slug:contest>/", public.strips, name="strips"),
            path(AREA + "strip/<slug:contest>/<str:figure>/", public.strip, name="strip"),
        ]

    def files(self) -> Addresses:
        from hattama.web.scans import public

        return [
            path("scans/<sha256:sha256>/pages/<number:number>.jpg", public.scan_page, name="scan_page"),
            path(
                "scans/<sha256:sha256>/pages/<number:number>/<str:figure>.jpg",
                public.figure_picture,
                name="figure_picture",
            ),
        ]
