"""Why a deed is refused or cannot be done just now, as every page says it: a sentence, and the status."""

import logging
from typing import NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hattama.core.vocabulary import DeedRefused, NotYours
from hattama.formats.scans import ScanRefused
from hattama.phrases import say
from hattama.web.kernel.log.advance_log import NOT_APPENDED
from hattama.web.kernel.log.writer_lock import WriterLockTaken
from hattama.web.kernel.pages.outage_views import store_outage_sentence
from hattama.web.kernel.stores.object_store import StoreUnavailable

_log = logging.getLogger(__name__)


class Refusal(NamedTuple):
    """What the page says, and the status: 403 where another person has to do it, 400 where the sender can
    mend it, 409 where nobody can now, 429 where too much came, 503 where it is to be sent again."""

    sentence: str
    status: int


NOT_DONE = (DeedRefused, *NOT_APPENDED)
"""What is raised where a deed was not done, and nothing of it was recorded."""

FILE_NOT_TAKEN = (ScanRefused, StoreUnavailable)
"""The same of a file that comes with something other than a protocol, before anything is recorded."""


def refusal_of(refused: Exception) -> Refusal:
    """The refusal of one of NOT_DONE or FILE_NOT_TAKEN in the language of the page."""
    language = get_language() or "kk"
    if isinstance(refused, ScanRefused):
        return Refusal(refused.say(language), 400)
    if isinstance(refused, StoreUnavailable):
        _log.error("a file was not taken in: %s", refused)
        return Refusal(file_sentence(refused), 503)
    if isinstance(refused, WriterLockTaken):
        return Refusal(_("The log is being written by somebody else just now. Send it again."), 503)
    if not isinstance(refused, DeedRefused):
        _log.error("nothing is appended to a log: %s: %s", type(refused).__name__, refused)
        return Refusal(_("The log cannot go on until the operator has mended it. Nothing was recorded."), 503)
    too_many = 429 if refused.is_passing else 409
    status = 403 if isinstance(refused, NotYours) else 400 if refused.is_mendable else too_many
    return Refusal(say(refused.sentence, language), status)


def file_sentence(trouble: StoreUnavailable) -> str:
    """What is said to whoever sends a file while the place for files takes nothing in."""
    again = _("Nothing of what you sent was recorded. Send it again in a minute, or without the file.")
    return f"{store_outage_sentence(trouble)} {again}"
