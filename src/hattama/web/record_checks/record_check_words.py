"""What a check of the published record shows, in words: what strangers read, and what reviewers found."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hattama.core.audits import NOT_ON_PAPER, UNREADABLE, Answer
from hattama.web.kernel.languages.formats import format_count

VERDICTS = {
    "our_error": gettext_lazy("published wrongly: the paper says what the readers read"),
    "paper_unclear": gettext_lazy("the paper can be read in both ways"),
    "not_confirmed": gettext_lazy("published rightly: the readers misread the paper"),
}
"""What a reviewer found, by its code (usecases/record_check.py)."""


def say_answer(answer: Answer | None, language: str) -> str:
    """A reader's answer: a figure, that it cannot be read, that it stands blank; a dash for none."""
    if answer == UNREADABLE:
        return _("cannot be read")
    if answer == NOT_ON_PAPER:
        return _("left blank")
    return format_count(answer if isinstance(answer, int) else None, language, "–")
