"""Registers the capability with the kernel."""

from hattama.web.kernel.capability import Capability
from hattama.web.kernel.pages.addresses import AREA, DATA, ELECTION


class Registration(Capability):
    """Sums and outcomes as people read them."""

    pages = (
        (AREA + "comparison/<slug:contest>/", "public.comparisons.comparison"),
        (AREA + "results/<slug:contest>/", "public.area_results.result_in_area", "area_result"),
        (ELECTION + "results/<slug:contest>/", "public.result_views.result"),
        (ELECTION + "results/<slug:contest>/rules/", "public.result_views.rules", "result_rules"),
        (ELECTION + "results/<slug:contest>/what-if/", "public.result_views.what_if"),
    )

    files = ((DATA + "outcomes/<slug:contest>.json", "public.result_views.outcome_json", "outcome"),)
