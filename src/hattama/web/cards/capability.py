"""Registers the capability with the kernel."""

from django.urls import path

from hattama.web.kernel.capability import Addresses, Capability
from hattama.web.kernel.pages.addresses import AREA, DATA, ELECTION


class Registration(Capability):
    """Each precinct's card, and the balance of all cards against the margin."""

    tables = ("tables",)
    provides = (
        ("publish_entries", "publish.publish_cards"),
        ("published_tables", "publish.PUBLISHED"),
    )

    def pages(self) -> Addresses:
        from hattama.web.cards import public

        return [
            path(ELECTION + "balance/", public.balance, name="balance"),
            path(AREA + "card/", public.precinct_card, name="precinct_card"),
        ]

    def files(self) -> Addresses:
        from hattama.web.cards import public

        return [
            path(DATA + "balance/<slug:contest>.json", public.balance_json, name="balance"),
            path(DATA + "balance/<slug:contest>/cards.csv", public.cards_table, name="precinct_cards"),
            path(DATA + "balance/<slug:contest>/cards.json", public.cards_json, name="precinct_cards_json"),
        ]
