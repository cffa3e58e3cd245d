"""Registers the capability with the kernel."""

from django.urls import path

from hattama.web.kernel.capability import Addresses, Capability
from hattama.web.kernel.pages.addresses import AREA, DATA, ELECTION


class Registration(Capability):
    """Maps drawn from the results."""

    def pages(self) -> Addresses:
        from hattama.web.maps.public import map_views

        return [
            path(ELECTION + "map/<slug:contest>/<slug:measure>/", map_views.election_map, name="map"),
            path(AREA + "map/<slug:contest>/<slug:measure>/", map_views.area_map, name="area_map"),
        ]

    def files(self) -> Addresses:
        from hattama.web.maps.public import map_features, map_views

        return [
            path(
                DATA + "maps/<str:area_id>/<slug:contest>/<slug:measure>.<slug:language>.csv",
                map_views.map_csv,
                name="map",
            ),
            path(
                DATA + "maps/<str:area_id>/<slug:contest>.geojson", map_features.geojson, name="map_features"
            ),
        ]
