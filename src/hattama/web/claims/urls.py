"""Addresses of this capability."""

from django.urls import path

from hattama.web.claims import desk as desk_views
from hattama.web.claims import public as claim_views
from hattama.web.kernel.pages.addresses import PROTOCOL

PAGES = [
    path("e/<slug:election_id>/results/<slug:contest>/claims/", claim_views.claims, name="claims"),
]
FILES = [
    path("data/<slug:election_id>/claims/<slug:contest>.csv", claim_views.claims_csv, name="claims"),
]
DESK = [
    path("<slug:election_id>/claims/", desk_views.claims, name="claims"),
    path(PROTOCOL + "claim", desk_views.claim, name="claim"),
]
