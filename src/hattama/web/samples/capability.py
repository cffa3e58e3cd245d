"""Registers the capability with the kernel."""

from hattama.web.kernel.capability import Capability
from hattama.web.kernel.pages.addresses import DATA, ELECTION

_SAMPLE = DATA + "samples/<slug:sample>/"


class Registration(Capability):
    """Samples of stations: sealed before voting day, opened after it, and what their reports come to."""

    provides = (
        ("publish_entries", "reading.refuse_broken_seals"),
        ("record_files", "reading.opened_files"),
        ("published_documents", "reading.opened_files"),
    )

    pages = ((ELECTION + "samples/", "public.samples"),)

    files = (
        (_SAMPLE + "estimate.json", "public.sample_json"),
        (_SAMPLE + "estimate.svg", "public.sample_svg"),
        (_SAMPLE + "<sha256:sha256>", "public.sample_file"),
    )

    desk = (("<slug:election_id>/samples/", "desk.samples"),)
