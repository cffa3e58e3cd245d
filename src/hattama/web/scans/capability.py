"""Registers the capability with the kernel."""

from hattama.web.kernel.capability import Capability
from hattama.web.kernel.pages.addresses import AREA


class Registration(Capability):
    """Scans: received, read into pages, laid beside figures."""

    provides = (("shapes_pages", "figure_boxes.last_page_read"),)

    pages = (
        (AREA + "strip/<slug:contest>/", "public.strips"),
        (AREA + "strip/<slug:contest>/<str:figure>/", "public.strip"),
    )

    files = (
        ("scans/<sha256:sha256>/pages/<number:number>.jpg", "public.scan_page"),
        ("scans/<sha256:sha256>/pages/<number:number>/<str:figure>.jpg", "public.figure_picture"),
    )
