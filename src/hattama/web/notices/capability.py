"""Registers the capability with the kernel."""

from django.urls import path

from hattama.web.kernel.capability import Addresses, Capability
from hattama.web.kernel.pages.addresses import AREA, ELECTION


class Registration(Capability):
    """Letters and feeds for those who asked to be told."""

    tables = ("tables",)

    def pages(self) -> Addresses:
        from hattama.web.notices.public import feed_views, told_views

        return [
            path("feed.atom", feed_views.site_feed, name="site_feed"),
            path("told/<str:token>/confirm/", told_views.confirm, name="confirm"),
            path("told/<str:token>/leave/", told_views.leave_letters, name="leave"),
            path(ELECTION + "feed.atom", feed_views.election_feed, name="election_feed"),
            path(AREA + "feed.atom", feed_views.area_feed, name="area_feed"),
            path(AREA + "told/", told_views.told, name="told"),
        ]
