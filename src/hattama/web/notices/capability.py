"""Registers the capability with the kernel."""

from hattama.web.kernel.capability import Capability
from hattama.web.kernel.pages.addresses import AREA, ELECTION


class Registration(Capability):
    """Letters, feeds and webhooks for those who asked to be told."""

    provides = (("desk_news", "desk.news_block"),)

    pages = (
        ("feed.atom", "public.site_feed"),
        ("told/<str:token>/confirm/", "public.confirm"),
        ("told/<str:token>/leave/", "public.leave_letters", "leave"),
        (ELECTION + "log/", "log_pages.log"),
        (AREA + "log/", "log_pages.area_log"),
        (ELECTION + "feed.atom", "public.election_feed"),
        (AREA + "feed.atom", "public.area_feed"),
        (AREA + "told/", "public.told"),
    )

    desk = (
        ("<slug:election_id>/news/seen", "desk.seen", "news_seen"),
        ("<slug:election_id>/webhooks/", "desk.webhooks"),
    )
