"""Addresses of this capability."""

from django.urls import include, path

from hattama.web.open_data.public import bundle_views, catalogue_views, data_views

FILES = [
    path("robots.txt", catalogue_views.robots, name="robots"),
    path("sitemap.xml", catalogue_views.sitemaps, name="sitemaps"),
    path("data/catalog.jsonld", catalogue_views.catalogue, name="catalogue"),
    path("data/<slug:election_id>/sitemap-<number:part>.xml", catalogue_views.sitemap, name="sitemap"),
    path("data/<slug:election_id>/election.json", data_views.election_json, name="election"),
    path("data/<slug:election_id>/election.toml", data_views.election_toml, name="definition"),
    path("data/<slug:election_id>/rulepack.toml", data_views.rule_pack_toml, name="rule_pack"),
    path("data/<slug:election_id>/<slug:table>.csv", data_views.table_csv, name="table"),
    path("data/<slug:election_id>/areas/<str:area_id>.json", data_views.area_json, name="area_json"),
    path("data/<slug:election_id>/areas/<str:area_id>.csv", data_views.area_csv, name="area_csv"),
    path("data/<slug:election_id>/log/<number:index>", data_views.log_entry, name="log_entry"),
    path("data/<slug:election_id>/log/<number:index>.tlog-proof", bundle_views.receipt, name="receipt"),
    path("data/<slug:election_id>/bundle/<path:path>", bundle_views.bundle_file, name="bundle"),
    path(
        "data/<slug:election_id>/areas/<str:area_id>/<slug:contest>.xlsx",
        bundle_views.area_workbook,
        name="area_workbook",
    ),
    path("data/<slug:election_id>/open/<path:path>", bundle_views.open_data_file, name="open"),
    path("scans/<sha256:sha256>", data_views.scan, name="scan"),
]
ROOT = [path("api/", include("hattama.web.open_data.api.urls"))]
SPOKEN = [path("api/", include("hattama.web.open_data.api.page_urls"))]
