"""Atom feeds (RFC 4287) whose words are plain text and whose time is that of their newest entry."""

import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.utils.xmlutils import SimplerXMLGenerator

from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.pages.addresses import absolute
from hattama.web.kernel.pages.election_pages import page_language

ATOM = "application/atom+xml; charset=utf-8"


class PlainFeed(Atom1Feed):
    """A feed of what is taken in, at the address that is asked for; `home`: the page it is of."""

    def __init__(
        self, request: HttpRequest, election: ElectionRow, title: str, home: str, about: str
    ) -> None:
        address = absolute(request, request.path)
        super().__init__(
            title,
            absolute(request, home),
            about,
            subtitle=about,
            language=page_language(),
            author_name=_("Hattama"),
            feed_url=address,
            feed_guid=address,
            began_at=election.opened_at,
        )

    def latest_post_date(self) -> datetime.datetime:
        """When the newest entry came; of an empty feed, when the election opened."""
        newest: datetime.datetime = max(
            (item["updateddate"] for item in self.items), default=self.feed["began_at"]
        )
        return newest

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        """Django calls a summary HTML, where `<`, `&` and what stands behind them are lost to readers."""
        super().add_item_elements(handler, {**item, "description": None})
        handler.addQuickElement("summary", item["description"])

    def encoded(self) -> bytes:
        """The feed as UTF-8."""
        text: str = self.writeString("utf-8")
        return text.encode("utf-8")
