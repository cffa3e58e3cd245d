"""Registers the capability with the kernel."""

from django.urls import path

from hattama.web.kernel.capability import Addresses, Capability
from hattama.web.kernel.pages.addresses import AREA, DATA


class Registration(Capability):
    """What cameras saw of the count."""

    def pages(self) -> Addresses:
        from hattama.web.video import public

        return [path(AREA + "video/", public.area_video, name="area_video")]

    def files(self) -> Addresses:
        from hattama.web.video import public

        return [
            path(DATA + "video/coverage.csv", public.coverage_table, name="video_coverage"),
            path(DATA + "video/coverage.json", public.coverage_document, name="video_coverage_json"),
        ]
