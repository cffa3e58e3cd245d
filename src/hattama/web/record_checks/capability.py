"""Registers the capability with the kernel."""

from hattama.web.kernel.capability import Capability
from hattama.web.kernel.pages.addresses import DATA, ELECTION


class Registration(Capability):
    """Papers drawn by a public seed and read again."""

    provides = (("desk_news", "desk.news_block"),)
    only_growing = ("drawn_paper", "stranger_reading", "figure_judgement")

    pages = ((ELECTION + "record-check/", "public.record_check"),)

    files = (
        (DATA + "record-check/figures.csv", "public.record_check_csv", "record_check"),
        (DATA + "record-check/lists/<sha256:sha256>.txt", "public.drawn_list"),
    )

    desk = (
        ("<slug:election_id>/draws/", "desk.draws"),
        ("<slug:election_id>/read-again/", "desk.read_again"),
        ("<slug:election_id>/doubts/", "desk.doubts"),
    )
