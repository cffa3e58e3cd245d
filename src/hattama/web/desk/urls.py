"""Addresses of the desk."""

from django.urls import path

from hattama.web.camera.desk import camera_views
from hattama.web.claims import desk as claim_views
from hattama.web.night.desk import views as night_views
from hattama.web.offline.desk import views as offline_views
from hattama.web.operations.desk import site_views
from hattama.web.protocols.desk import (
    change_views,
    difference_views,
    entry_views,
    overview_views,
    papers,
    views,
)
from hattama.web.record_checks.desk import doubt_views
from hattama.web.record_checks.desk import views as record_check_views
from hattama.web.reports import desk as report_views

_PROTOCOL = "<slug:election_id>/<str:area_id>/<slug:contest>/"

_NIGHT = "<slug:election_id>/<str:area_id>/night/"

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("camera.html", camera_views.camera_shell, name="camera_shell"),
    path("camera-worker.js", camera_views.camera_worker, name="camera_worker"),
    path("site/state/", site_views.site_state, name="site_state"),
    path("offline.html", offline_views.offline_shell, name="offline_shell"),
    path("offline", offline_views.offline, name="offline"),
    path("offline/kit", offline_views.kit, name="offline_kit"),
    path("offline/keys", offline_views.keys, name="offline_keys"),
    path("offline/keys/<slug:key_id>", offline_views.end_key, name="offline_end_key"),
    path("offline/statements", offline_views.statements, name="offline_statements"),
    path("offline/upload", offline_views.upload, name="offline_upload"),
    path("<slug:election_id>/", views.precincts, name="precincts"),
    path(_NIGHT + "steps", night_views.steps, name="night_steps"),
    path(_NIGHT + "papers", night_views.papers, name="night_papers"),
    path("<slug:election_id>/overview/", overview_views.overview, name="overview"),
    path("<slug:election_id>/overview.csv", overview_views.overview_csv, name="overview_csv"),
    path("<slug:election_id>/claims/", claim_views.claims, name="claims"),
    path("<slug:election_id>/progress/", overview_views.progress, name="progress"),
    path("<slug:election_id>/draws/", record_check_views.draws, name="draws"),
    path("<slug:election_id>/read-again/", record_check_views.read_again, name="read_again"),
    path("<slug:election_id>/doubts/", doubt_views.doubts, name="doubts"),
    path("<slug:election_id>/reports/", report_views.reports, name="reports"),
    path("<slug:election_id>/reports/<int:number>/", report_views.report, name="report"),
    path("<slug:election_id>/reports/<int:number>/photo", report_views.photo, name="report_photo"),
    path(_PROTOCOL + "claim", claim_views.claim, name="claim"),
    path(_PROTOCOL, entry_views.enter, name="enter"),
    path(_PROTOCOL + "check", entry_views.check, name="check"),
    path(_PROTOCOL + "scan", views.add_scan, name="scan"),
    path(_PROTOCOL + "scan/", camera_views.camera, name="camera"),
    path(_PROTOCOL + "done", views.done, name="done"),
    path(_PROTOCOL + "paper/<str:sha256>", views.paper, name="paper"),
    path(_PROTOCOL + "paper/<str:sha256>/<int:number>", papers.paper_page, name="paper_page"),
    path(_PROTOCOL + "differences", difference_views.differences, name="differences"),
    path(_PROTOCOL + "end-rounds", difference_views.end_rounds, name="end_rounds"),
    path(_PROTOCOL + "decide", difference_views.decide, name="decide"),
    path(_PROTOCOL + "confirm", difference_views.confirm, name="confirm"),
    path(_PROTOCOL + "correct", change_views.correct, name="correct"),
    path(_PROTOCOL + "recount", change_views.recount, name="recount"),
    path(_PROTOCOL + "annul", change_views.annul, name="annul"),
    path(_PROTOCOL + "investigate", change_views.investigate, name="investigate"),
    path(_PROTOCOL + "close-investigation", change_views.close_investigation, name="close_investigation"),
]
