"""Registers the capability with the kernel."""

from django.urls import path

from hattama.web.kernel.capability import Addresses, Capability
from hattama.web.kernel.pages.addresses import AREA, ELECTION, PRECINCT


class Registration(Capability):
    """The night of the count: steps with their times, papers handed on."""

    tables = ("tables",)
    only_growing = ("custody_name",)
    provides = (
        ("publish_entries", "publish.publish_night"),
        ("published_tables", "publish.PUBLISHED"),
        ("imported_times", "record_step.import_known_steps"),
        ("night_records", "reading.load_night_records"),
    )

    def pages(self) -> Addresses:
        from hattama.web.night.public import views as night_views

        return [
            path(ELECTION + "night/", night_views.election_night, name="night"),
            path(AREA + "night/", night_views.area_night, name="area_night"),
        ]

    def desk(self) -> Addresses:
        from hattama.web.night.desk import views as desk_views

        return [
            path(PRECINCT + "night/steps", desk_views.steps, name="night_steps"),
            path(PRECINCT + "night/papers", desk_views.papers, name="night_papers"),
        ]
