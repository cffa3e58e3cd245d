"""Before a site starts: whether it is fit for production, where it is said to be that."""

from __future__ import annotations

import os
import sys

from hattama.core.vocabulary import Message
from hattama.phrases import say
from hattama.web.kernel.commands.answers import Refused, announce

_UNFIT = Message("HATTAMA_PRODUCTION=1 is given, but these settings stand against a start:")

_TO_MEND = Message("Nothing was started. To mend: {count}.")
_NO_DEMONSTRATION = Message(
    "HATTAMA_PRODUCTION is 1, and no demonstration is loaded into such a site, expected: 0"
)


def refuse_unfit(language: str) -> None:
    """Tell what is wrong with the settings; in production exit with code 2 where anything refuses a start.

    To be called after `prepare`: it reads the database.
    """
    from hattama.web.operations.find_demonstration_traces import find_demonstration_traces
    from hattama.web.operations.settings.production import is_production, production_faults
    from hattama.web.operations.settings.variables import unknown_variables

    if not is_production(os.environ):
        faults = unknown_variables(os.environ)
    else:
        faults = production_faults(os.environ, find_demonstration_traces())
    refusing = [fault for fault in faults if fault.refuses]
    if refusing:
        announce(_UNFIT, language)
    for fault in faults:
        print(fault.say(language), file=sys.stderr)
    if refusing:
        raise Refused(say(_TO_MEND, language, count=len(refusing)))


def refuse_demonstration(language: str) -> None:
    """Exit with code 2 where this is said to be production: no demonstration is loaded there."""
    if os.environ.get("HATTAMA_PRODUCTION") == "1":
        raise Refused(say(_NO_DEMONSTRATION, language))
