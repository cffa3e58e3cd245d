"""Registers the capability with the kernel."""

from django.urls import path

from hattama.web.kernel.capability import Addresses, Capability
from hattama.web.kernel.pages.addresses import DATA, ELECTION


class Registration(Capability):
    """Samples of stations: sealed before voting day, opened after it, and what their reports come to."""

    provides = (
        ("publish_entries", "reading.refuse_broken_seals"),
        ("record_files", "reading.opened_files"),
        ("published_documents", "reading.opened_files"),
    )

    def pages(self) -> Addresses:
        from hattama.web.samples import public

        return [path(ELECTION + "samples/", public.samples, name="samples")]

    def files(self) -> Addresses:
        from hattama.web.samples import public

        sample = DATA + "samples/<slug:sample>/"
        return [
            path(sample + "estimate.json", public.sample_json, name="sample_json"),
            path(sample + "estimate.svg", public.sample_svg, name="sample_svg"),
            path(sample + "<sha256:sha256>", public.sample_file, name="sample_file"),
        ]

    def desk(self) -> Addresses:
        from hattama.web.samples import desk

        return [path("<slug:election_id>/samples/", desk.samples, name="samples")]
