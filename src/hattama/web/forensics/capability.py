"""Registers the capability with the kernel."""

from django.urls import path

from hattama.web.kernel.capability import Addresses, Capability
from hattama.web.kernel.pages.addresses import DATA, ELECTION


class Registration(Capability):
    """Statistical questions put to the published figures of each contest."""

    def pages(self) -> Addresses:
        from hattama.web.forensics import public

        return [path(ELECTION + "forensics/", public.forensics, name="forensics")]

    def files(self) -> Addresses:
        from hattama.web.forensics import public

        table = DATA + "forensics/<slug:contest>/<slug:answer>/<slug:table>.csv"
        return [
            path(DATA + "forensics/<slug:contest>.json", public.forensics_json, name="forensics"),
            path(table, public.forensics_table, name="forensics_table"),
        ]
