"""Registers the capability with the kernel."""

from hattama.web.kernel.capability import Capability
from hattama.web.kernel.pages.addresses import DATA, ELECTION

_CONTEST = DATA + "forensics/<slug:contest>"
_REGION = _CONTEST + "/region/<str:region>"
_TABLE = "/<slug:answer>/<slug:table>.csv"


class Registration(Capability):
    """Statistical questions put to the published figures of each contest."""

    pages = ((ELECTION + "forensics/", "public.forensics"),)
    files = (
        (_CONTEST + ".json", "public.forensics_json", "forensics"),
        (_CONTEST + _TABLE, "public.forensics_table"),
        (_REGION + ".json", "public.forensics_json", "forensics"),
        (_REGION + _TABLE, "public.forensics_table"),
    )
