"""Registers the capability with the kernel."""

from django.urls import include, path, re_path

from hattama.web.kernel.capability import Addresses, Capability
from hattama.web.kernel.pages.addresses import DATA


class Registration(Capability):
    """Files and the interface for programs."""

    def files(self) -> Addresses:
        from hattama.web.open_data.public import bundle_views, catalogue_views, data_views

        return [
            path("robots.txt", catalogue_views.robots, name="robots"),
            path("sitemap.xml", catalogue_views.sitemaps, name="sitemaps"),
            path("data/catalog.jsonld", catalogue_views.catalogue, name="catalogue"),
            path(DATA + "sitemap-<number:part>.xml", catalogue_views.sitemap, name="sitemap"),
            path(DATA + "election.json", data_views.election_json, name="election"),
            path(DATA + "election.toml", data_views.election_toml, name="definition"),
            path(DATA + "rulepack.toml", data_views.rule_pack_toml, name="rule_pack"),
            path(DATA + "<slug:table>.csv", data_views.table_csv, name="table"),
            path(DATA + "areas/<str:area_id>.json", data_views.area_json, name="area_json"),
            path(DATA + "areas/<str:area_id>.csv", data_views.area_csv, name="area_csv"),
            path(DATA + "log/<number:index>", data_views.log_entry, name="log_entry"),
            path(DATA + "log/<number:index>.tlog-proof", bundle_views.receipt, name="receipt"),
            path(DATA + "bundle/<path:path>", bundle_views.bundle_file, name="bundle"),
            path(
                DATA + "areas/<str:area_id>/<slug:contest>.xlsx",
                bundle_views.area_workbook,
                name="area_workbook",
            ),
            path(DATA + "open/<path:path>", bundle_views.open_data_file, name="open"),
            path("scans/<sha256:sha256>", data_views.scan, name="scan"),
        ]

    def root(self) -> Addresses:
        from hattama.web.open_data.api import page_views
        from hattama.web.open_data.api.service import operation_patterns

        # For programs; the same in every language: they are cited and built upon for years.
        interface = [
            path("openapi.json", page_views.openapi_json, name="openapi"),
            *operation_patterns("v1/"),
            re_path(r"^v1/.*$", page_views.unknown_address, name="unknown"),
        ]
        return [path("api/", include((interface, "api")))]

    def spoken(self) -> Addresses:
        from hattama.web.open_data.api import page_views

        page = path("", page_views.documentation, name="documentation")
        return [path("api/", include(([page], "api_pages")))]
