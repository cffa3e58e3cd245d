"""Why a deed is refused, as every page says it: the refusal's own sentence, and the status of the answer."""

from dataclasses import dataclass

from django.utils.translation import get_language

from hattama.core.vocabulary import DeedRefused, NotYours
from hattama.phrases import say


@dataclass(frozen=True, slots=True)
class Refusal:
    """What the page says, and the status: 403 where another person has to do it, 400 where the sender can
    mend it, 409 where nobody can now."""

    sentence: str
    status: int


def refusal_of(refused: DeedRefused) -> Refusal:
    """The refusal in the language of the page."""
    status = 403 if isinstance(refused, NotYours) else 400 if refused.is_mendable else 409
    return Refusal(say(refused.sentence, get_language() or "kk"), status)
