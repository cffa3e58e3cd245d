"""Why a deed is refused or cannot be done just now, as every page says it: a sentence, and the status."""

import logging
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hattama.core.vocabulary import DeedRefused, NotYours
from hattama.phrases import say
from hattama.web.kernel.log.advance_log import NOT_APPENDED
from hattama.web.kernel.log.writer_lock import WriterLockTaken

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Refusal:
    """What the page says, and the status: 403 where another person has to do it, 400 where the sender can
    mend it, 409 where nobody can now, 503 where it is to be sent again."""

    sentence: str
    status: int


NOT_DONE = (DeedRefused, *NOT_APPENDED)
"""What is raised where a deed was not done, and nothing of it was recorded."""


def refusal_of(refused: Exception) -> Refusal:
    """The refusal of one of NOT_DONE in the language of the page."""
    if isinstance(refused, WriterLockTaken):
        return Refusal(_("The log is being written by somebody else just now. Send it again."), 503)
    if not isinstance(refused, DeedRefused):
        _log.error("nothing is appended to a log: %s: %s", type(refused).__name__, refused)
        return Refusal(_("The log cannot go on until the operator has mended it. Nothing was recorded."), 503)
    status = 403 if isinstance(refused, NotYours) else 400 if refused.is_mendable else 409
    return Refusal(say(refused.sentence, get_language() or "kk"), status)
