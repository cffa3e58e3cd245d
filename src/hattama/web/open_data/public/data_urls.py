"""Addresses of files, the same in every language: they are cited, mirrored and linked for years."""

from django.urls import path

from hattama.web.claims import public as claim_views
from hattama.web.embeds.public import newsroom_urls
from hattama.web.open_data.public import bundle_views, catalogue_views, data_views, open_data_views
from hattama.web.openness.public import views as openness_views
from hattama.web.places.public import printed_views
from hattama.web.record_checks import public as record_check_views
from hattama.web.reports import public as report_views
from hattama.web.results.public import result_views
from hattama.web.scans.public import page_views as scan_page_views
from hattama.web.turnout.public import views as turnout_views

app_name = "data"
urlpatterns = [
    path("robots.txt", catalogue_views.robots, name="robots"),
    path("sitemap.xml", catalogue_views.sitemaps, name="sitemaps"),
    path("data/catalog.jsonld", catalogue_views.catalogue, name="catalogue"),
    path("data/<slug:election_id>/sitemap-<int:part>.xml", catalogue_views.sitemap, name="sitemap"),
    path("data/<slug:election_id>/election.json", data_views.election_json, name="election"),
    path("data/openness.json", openness_views.monitor_json, name="openness_monitor"),
    path("data/<slug:election_id>/openness.json", openness_views.openness_json, name="openness"),
    path("data/<slug:election_id>/election.toml", data_views.election_toml, name="definition"),
    path("data/<slug:election_id>/rulepack.toml", data_views.rule_pack_toml, name="rule_pack"),
    *newsroom_urls.FILES,
    path("data/<slug:election_id>/<slug:table>.csv", data_views.table_csv, name="table"),
    path("data/<slug:election_id>/areas/<str:area_id>.json", data_views.area_json, name="area_json"),
    path("data/<slug:election_id>/areas/<str:area_id>.csv", data_views.area_csv, name="area_csv"),
    path(
        "data/<slug:election_id>/areas/<str:area_id>/<slug:contest>.<slug:language>.pdf",
        printed_views.results_pdf,
        name="results_pdf",
    ),
    path("data/<slug:election_id>/cards/<str:area_id>.<slug:language>.png", printed_views.card, name="card"),
    path(
        "data/<slug:election_id>/cards/<str:area_id>/<slug:contest>.<slug:language>.png",
        printed_views.card,
        name="contest_card",
    ),
    path("data/<slug:election_id>/turnout/<str:area_id>.csv", turnout_views.turnout_csv, name="turnout"),
    path("data/<slug:election_id>/outcomes/<slug:contest>.json", result_views.outcome_json, name="outcome"),
    path("data/<slug:election_id>/claims/<slug:contest>.csv", claim_views.claims_csv, name="claims"),
    path(
        "data/<slug:election_id>/record-check/figures.csv",
        record_check_views.record_check_csv,
        name="record_check",
    ),
    path(
        "data/<slug:election_id>/record-check/lists/<str:sha256>.txt",
        record_check_views.drawn_list,
        name="drawn_list",
    ),
    path("data/<slug:election_id>/log/<int:index>", data_views.log_entry, name="log_entry"),
    path("data/<slug:election_id>/log/<int:index>.tlog-proof", bundle_views.receipt, name="receipt"),
    path("data/<slug:election_id>/bundle/<path:path>", bundle_views.bundle_file, name="bundle"),
    path(
        "data/<slug:election_id>/areas/<str:area_id>/<slug:contest>.xlsx",
        open_data_views.area_workbook,
        name="area_workbook",
    ),
    path("data/<slug:election_id>/open/<path:path>", open_data_views.open_data_file, name="open"),
    path("scans/<str:sha256>", data_views.scan, name="scan"),
    path("scans/<str:sha256>/pages/<int:number>.jpg", scan_page_views.scan_page, name="scan_page"),
    path(
        "scans/<str:sha256>/pages/<int:number>/<str:figure>.jpg",
        scan_page_views.figure_picture,
        name="figure_picture",
    ),
    path("reports/<int:number>/photo.jpg", report_views.released_photo, name="report_photo"),
]
