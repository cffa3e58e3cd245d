"""Registers the capability with the kernel."""

from django.urls import include, path, re_path

from hattama.web.kernel.capability import Addresses, Capability
from hattama.web.kernel.pages.addresses import DATA


class Registration(Capability):
    """Files and the interface for programs."""

    files = (
        ("robots.txt", "public.catalogue_views.robots"),
        ("sitemap.xml", "public.catalogue_views.sitemaps"),
        ("data/catalog.jsonld", "public.catalogue_views.catalogue"),
        (DATA + "sitemap-<number:part>.xml", "public.catalogue_views.sitemap"),
        (DATA + "election.json", "public.data_views.election_json", "election"),
        (DATA + "election.toml", "public.data_views.election_toml", "definition"),
        (DATA + "rulepack.toml", "public.data_views.rule_pack_toml", "rule_pack"),
        (DATA + "<slug:table>.csv", "public.data_views.table_csv", "table"),
        (DATA + "areas/<str:area_id>.json", "public.data_views.area_json"),
        (DATA + "areas/<str:area_id>.csv", "public.data_views.area_csv"),
        (DATA + "log/<number:index>", "public.data_views.log_entry"),
        (DATA + "log/<number:index>.tlog-proof", "public.bundle_views.receipt"),
        (DATA + "bundle/<path:path>", "public.bundle_views.bundle_file", "bundle"),
        (DATA + "areas/<str:area_id>/<slug:contest>.xlsx", "public.bundle_views.area_workbook"),
        (DATA + "evidence/<str:area_id>.<slug:language>.zip", "public.evidence_views.evidence"),
        (DATA + "open/<path:path>", "public.bundle_views.open_data_file", "open"),
        ("scans/<sha256:sha256>", "public.data_views.scan"),
    )

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
