"""Registers the capability with the kernel."""

from django.urls import path

from hattama.web.kernel.capability import Addresses, Capability
from hattama.web.kernel.pages.addresses import AREA, DATA, ELECTION


class Registration(Capability):
    """Sums and outcomes as people read them."""

    def pages(self) -> Addresses:
        from hattama.web.results.public import area_results, comparisons, result_views

        return [
            path(AREA + "comparison/<slug:contest>/", comparisons.comparison, name="comparison"),
            path(AREA + "results/<slug:contest>/", area_results.result_in_area, name="area_result"),
            path(ELECTION + "results/<slug:contest>/", result_views.result, name="result"),
            path(ELECTION + "results/<slug:contest>/rules/", result_views.rules, name="result_rules"),
            path(ELECTION + "results/<slug:contest>/what-if/", result_views.what_if, name="what_if"),
        ]

    def files(self) -> Addresses:
        from hattama.web.results.public import result_views

        return [path(DATA + "outcomes/<slug:contest>.json", result_views.outcome_json, name="outcome")]
