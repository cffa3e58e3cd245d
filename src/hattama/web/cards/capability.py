"""Registers the capability with the kernel."""

from hattama.web.kernel.capability import Capability
from hattama.web.kernel.pages.addresses import AREA, DATA, ELECTION


class Registration(Capability):
    """Each precinct's card, and the balance of all cards against the margin."""

    provides = (("publish_entries", "publish.publish_cards"),)

    pages = (
        (ELECTION + "balance/", "public.balance"),
        (AREA + "card/", "public.precinct_card"),
    )

    files = (
        (DATA + "balance/<slug:contest>.json", "public.balance_json", "balance"),
        (DATA + "balance/<slug:contest>/cards.csv", "public.cards_table", "precinct_cards"),
        (DATA + "balance/<slug:contest>/cards.json", "public.cards_json", "precinct_cards_json"),
    )
