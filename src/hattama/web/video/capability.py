"""Registers the capability with the kernel."""

from hattama.web.kernel.capability import Capability
from hattama.web.kernel.pages.addresses import AREA, DATA

_HOME = "<slug:election_id>/video/<str:area_id>/"


class Registration(Capability):
    """What cameras saw of the count."""

    pages = ((AREA + "video/", "public.area_video"),)

    files = (
        (DATA + "video/coverage.csv", "public.coverage_table", "video_coverage"),
        (DATA + "video/coverage.json", "public.coverage_document", "video_coverage_json"),
    )

    desk = (
        (_HOME, "desk.recordings"),
        (_HOME + "uploads/", "desk.uploads"),
        (_HOME + "uploads/<number:pk>", "desk.upload"),
        (_HOME + "<number:pk>/original", "desk.original"),
    )
