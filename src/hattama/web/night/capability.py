"""Registers the capability with the kernel."""

from hattama.web.kernel.capability import Capability
from hattama.web.kernel.pages.addresses import AREA, ELECTION, PRECINCT


class Registration(Capability):
    """The night of the count: steps with their times, papers handed on."""

    only_growing = ("custody_name",)
    provides = (
        ("publish_entries", "publish.publish_night"),
        ("imported_times", "record_step.import_known_steps"),
        ("decision_documents", "tables.load_attached_documents"),
        ("published_documents", "tables.published_attached_documents"),
        ("withdrawn_documents", "tables.withdrawn_documents"),
        ("night_records", "reading.load_night_records"),
    )

    pages = (
        (ELECTION + "night/", "public.views.election_night", "night"),
        (AREA + "night/", "public.views.area_night"),
    )

    desk = (
        (PRECINCT + "night/steps", "desk.views.steps", "night_steps"),
        (PRECINCT + "night/papers", "desk.views.papers", "night_papers"),
    )
