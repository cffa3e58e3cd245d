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

        contest, table = DATA + "forensics/<slug:contest>", "/<slug:answer>/<slug:table>.csv"
        return [
            path(f"{place}{rest}", view, name=name)
            for place in (contest, f"{contest}/region/<str:region>")
            for rest, view, name in (
                (".json", public.forensics_json, "forensics"),
                (table, public.forensics_table, "forensics_table"),
            )
        ]
