"""Registers the capability with the kernel."""

from django.urls import path

from hattama.web.kernel.capability import Addresses, Capability
from hattama.web.kernel.pages.addresses import AREA, DATA


class Registration(Capability):
    """What cameras saw of the count."""

    tables = ("tables",)

    def pages(self) -> Addresses:
        from hattama.web.video import public

        return [path(AREA + "video/", public.area_video, name="area_video")]

    def files(self) -> Addresses:
        from hattama.web.video import public

        return [
            path(DATA + "video/coverage.csv", public.coverage_table, name="video_coverage"),
            path(DATA + "video/coverage.json", public.coverage_document, name="video_coverage_json"),
        ]

    def desk(self) -> Addresses:
        """Where recordings are sent, hidden in part and published."""
        from hattama.web.video import desk

        home = "<slug:election_id>/video/<str:area_id>/"
        return [
            path(home, desk.recordings, name="recordings"),
            path(home + "uploads/", desk.uploads, name="uploads"),
            path(home + "uploads/<number:pk>", desk.upload, name="upload"),
            path(home + "<number:pk>/original", desk.original, name="original"),
        ]
