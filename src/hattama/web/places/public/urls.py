"""Addresses of pages. They are cited for years: what has been published keeps its address."""

from django.urls import path

from hattama.web.claims import public as claim_views
from hattama.web.embeds.public import newsroom_urls
from hattama.web.night.public import views as night_views
from hattama.web.notices.public import feed_views, told_views
from hattama.web.openness.public import views as openness_views
from hattama.web.places.public import about_views, area_views, home_views, list_views
from hattama.web.protocols.public import compare_views, receipt_views
from hattama.web.record_checks import public as record_check_views
from hattama.web.reports import public as report_views
from hattama.web.results.public import area_result_views, result_views
from hattama.web.scans.public import strip_views
from hattama.web.turnout.public import views as turnout_views

app_name = "public"
urlpatterns = [
    path("", home_views.home, name="home"),
    path("about/", about_views.about, name="about"),
    path("feed.atom", feed_views.site_feed, name="site_feed"),
    path("told/<str:token>/confirm/", told_views.confirm, name="confirm"),
    path("told/<str:token>/leave/", told_views.leave_letters, name="leave"),
    path("e/<slug:election_id>/feed.atom", feed_views.election_feed, name="election_feed"),
    path("e/<slug:election_id>/a/<str:area_id>/feed.atom", feed_views.area_feed, name="area_feed"),
    path("e/<slug:election_id>/a/<str:area_id>/told/", told_views.told, name="told"),
    path("e/<slug:election_id>/", home_views.election, name="election"),
    path("e/<slug:election_id>/a/<str:area_id>/", area_views.area, name="area"),
    path(
        "e/<slug:election_id>/a/<str:area_id>/receipt/<slug:contest>/", receipt_views.receipt, name="receipt"
    ),
    path(
        "e/<slug:election_id>/a/<str:area_id>/results/<slug:contest>/",
        area_result_views.result_in_area,
        name="area_result",
    ),
    path("e/<slug:election_id>/a/<str:area_id>/strip/<slug:contest>/", strip_views.strips, name="strips"),
    path(
        "e/<slug:election_id>/a/<str:area_id>/strip/<slug:contest>/<str:figure>/",
        strip_views.strip,
        name="strip",
    ),
    path("e/<slug:election_id>/results/<slug:contest>/", result_views.result, name="result"),
    path(
        "e/<slug:election_id>/a/<str:area_id>/compare/<slug:contest>/", compare_views.compare, name="compare"
    ),
    path("e/<slug:election_id>/a/<str:area_id>/report/<slug:contest>/", report_views.report, name="report"),
    path("e/<slug:election_id>/a/<str:area_id>/reports/", report_views.reports, name="reports"),
    path("e/<slug:election_id>/results/<slug:contest>/rules/", result_views.rules, name="result_rules"),
    path("e/<slug:election_id>/results/<slug:contest>/what-if/", result_views.what_if, name="what_if"),
    *newsroom_urls.PAGES,
    path("e/<slug:election_id>/night/", night_views.election_night, name="night"),
    path("e/<slug:election_id>/a/<str:area_id>/night/", night_views.area_night, name="area_night"),
    path("e/<slug:election_id>/turnout/", turnout_views.election_turnout, name="turnout"),
    path("e/<slug:election_id>/a/<str:area_id>/turnout/", turnout_views.area_turnout, name="area_turnout"),
    path("e/<slug:election_id>/results/<slug:contest>/claims/", claim_views.claims, name="claims"),
    path("e/<slug:election_id>/record-check/", record_check_views.record_check, name="record_check"),
    path("e/<slug:election_id>/search/", list_views.search, name="search"),
    path("e/<slug:election_id>/missing/", list_views.missing, name="missing"),
    path("e/<slug:election_id>/findings/", list_views.findings, name="findings"),
    path("e/<slug:election_id>/findings/<str:code>/", list_views.rule, name="rule"),
    path("e/<slug:election_id>/data/", about_views.data, name="data"),
    path("e/<slug:election_id>/openness/", openness_views.openness, name="openness"),
    path("openness/", openness_views.monitor, name="openness_monitor"),
]
