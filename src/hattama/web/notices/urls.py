"""Addresses of this capability."""

from django.urls import path

from hattama.web.notices.public import feed_views, told_views

PAGES = [
    path("feed.atom", feed_views.site_feed, name="site_feed"),
    path("told/<str:token>/confirm/", told_views.confirm, name="confirm"),
    path("told/<str:token>/leave/", told_views.leave_letters, name="leave"),
    path("e/<slug:election_id>/feed.atom", feed_views.election_feed, name="election_feed"),
    path("e/<slug:election_id>/a/<str:area_id>/feed.atom", feed_views.area_feed, name="area_feed"),
    path("e/<slug:election_id>/a/<str:area_id>/told/", told_views.told, name="told"),
]
