"""Registers the capability with the kernel."""

from django.urls import path

from hattama.web.kernel.capability import Addresses, Capability
from hattama.web.kernel.pages.addresses import AREA, ELECTION


class Registration(Capability):
    """Letters, feeds and webhooks for those who asked to be told."""

    tables = ("tables",)
    provides = (("desk_news", "desk.news_block"),)

    def pages(self) -> Addresses:
        from hattama.web.notices import log_pages, public

        return [
            path("feed.atom", public.site_feed, name="site_feed"),
            path("told/<str:token>/confirm/", public.confirm, name="confirm"),
            path("told/<str:token>/leave/", public.leave_letters, name="leave"),
            path(ELECTION + "log/", log_pages.log, name="log"),
            path(AREA + "log/", log_pages.area_log, name="area_log"),
            path(ELECTION + "feed.atom", public.election_feed, name="election_feed"),
            path(AREA + "feed.atom", public.area_feed, name="area_feed"),
            path(AREA + "told/", public.told, name="told"),
        ]

    def desk(self) -> Addresses:
        from hattama.web.notices import desk

        return [
            path("<slug:election_id>/news/seen", desk.seen, name="news_seen"),
            path("<slug:election_id>/webhooks/", desk.webhooks, name="webhooks"),
        ]
