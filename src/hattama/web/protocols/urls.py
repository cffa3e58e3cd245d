"""Addresses of this capability."""

from django.urls import path

from hattama.web.kernel.pages.addresses import PROTOCOL
from hattama.web.protocols.desk import (
    change_views,
    difference_views,
    entry_views,
    overview_views,
    papers,
    views,
)
from hattama.web.protocols.public import compare_views, receipt_views

PAGES = [
    path(
        "e/<slug:election_id>/a/<str:area_id>/receipt/<slug:contest>/", receipt_views.receipt, name="receipt"
    ),
    path(
        "e/<slug:election_id>/a/<str:area_id>/compare/<slug:contest>/", compare_views.compare, name="compare"
    ),
]
DESK = [
    path("", views.home, name="home"),
    path("<slug:election_id>/", views.precincts, name="precincts"),
    path("<slug:election_id>/overview/", overview_views.overview, name="overview"),
    path("<slug:election_id>/overview.csv", overview_views.overview_csv, name="overview_csv"),
    path("<slug:election_id>/progress/", overview_views.progress, name="progress"),
    path(PROTOCOL, entry_views.enter, name="enter"),
    path(PROTOCOL + "check", entry_views.check, name="check"),
    path(PROTOCOL + "scan", views.add_scan, name="scan"),
    path(PROTOCOL + "done", views.done, name="done"),
    path(PROTOCOL + "paper/<sha256:sha256>", views.paper, name="paper"),
    path(PROTOCOL + "paper/<sha256:sha256>/<number:number>", papers.paper_page, name="paper_page"),
    path(PROTOCOL + "differences", difference_views.differences, name="differences"),
    path(PROTOCOL + "end-rounds", difference_views.end_rounds, name="end_rounds"),
    path(PROTOCOL + "decide", difference_views.decide, name="decide"),
    path(PROTOCOL + "confirm", difference_views.confirm, name="confirm"),
    path(PROTOCOL + "correct", change_views.correct, name="correct"),
    path(PROTOCOL + "recount", change_views.recount, name="recount"),
    path(PROTOCOL + "annul", change_views.annul, name="annul"),
    path(PROTOCOL + "investigate", change_views.investigate, name="investigate"),
    path(PROTOCOL + "close-investigation", change_views.close_investigation, name="close_investigation"),
]
