"""Registers the capability with the kernel."""

from hattama.web.kernel.capability import Capability
from hattama.web.kernel.pages.addresses import AREA, DATA, ELECTION


class Registration(Capability):
    """Maps drawn from the results."""

    pages = (
        (ELECTION + "map/<slug:contest>/<slug:measure>/", "public.map_views.election_map", "map"),
        (AREA + "map/<slug:contest>/<slug:measure>/", "public.map_views.area_map"),
    )

    files = (
        (
            DATA + "maps/<str:area_id>/<slug:contest>/<slug:measure>.<slug:language>.csv",
            "public.map_views.map_csv",
            "map",
        ),
        (DATA + "maps/<str:area_id>/<slug:contest>.geojson", "public.map_features.geojson", "map_features"),
    )
