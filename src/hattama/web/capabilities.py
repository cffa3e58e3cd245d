"""The declared list: every capability of the web, the lower ones first.

A capability stands in the folder of its name with all its layers inside; `capability.py` there registers what
it adds. To add one, write its folder and add its name here; to take one away, do the opposite.
"""

import importlib
import importlib.util
from typing import Any

CAPABILITIES = (
    "kernel",
    "handbooks",
    "norms",
    "scans",
    "protocols",
    "results",
    "night",
    "turnout",
    "claims",
    "withdrawals",
    "maps",
    "registers",
    "live",
    "record_checks",
    "audits",
    "reports",
    "sent_copies",
    "observation",
    "cards",
    "video",
    "offline",
    "camera",
    "accounts",
    "embeds",
    "notices",
    "open_data",
    "openness",
    "forensics",
    "samples",
    "places",
    "operations",
)
"""Each may import those above it here, as far as tests/architecture/arrows.py says."""

APPLICATIONS = tuple(f"hattama.web.{name}.capability.Registration" for name in CAPABILITIES)
"""The capabilities as Django's settings name them."""


ADD_TO = {
    "observation": ("observation",),
    "observer": ("reports",),
    "register": ("operations",),
    "totals": ("results",),
    "turnout": ("turnout",),
}
"""Which add to a command of the command line itself (`EXTENDED` there); to another of those none does."""


def register(subparsers: Any, language: str) -> None:
    """Add the web's commands to the `hattama` parser, with help in `language`.

    Nothing here imports Django before a command runs: `--help` answers at once, and where the web part is
    missing it says what to install.
    """
    is_own = subparsers.asked in subparsers.choices
    names = ADD_TO.get(subparsers.asked, ()) if is_own else CAPABILITIES
    for name in names:
        place = f"hattama.web.{name}.commands"
        if importlib.util.find_spec(place) is not None:
            commands = importlib.import_module(place)
            parts = [importlib.import_module(f"{place}.{part}") for part in getattr(commands, "MODULES", ())]
            for module in parts or [commands]:
                module.register(subparsers, language)
    if names:
        importlib.import_module("hattama.web.kernel.commands.preparation").tell_outages(subparsers)
