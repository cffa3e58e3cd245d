"""Whose decision a deed is by the rule pack, as a page of the desk says it beside the form."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from hattama.core.protocols import Extent
from hattama.core.vocabulary import Contest, Deed
from hattama.web.kernel.elections.loading import Definition
from hattama.web.kernel.languages.templatetags.hattama_text import authority_name
from hattama.web.kernel.pages.election_pages import page_language

EXTENTS = {
    Extent.PRECINCT: gettext_noop("for a single polling station"),
    Extent.UNIT: gettext_noop("for a unit"),
    Extent.DISTRICT: gettext_noop("for an electoral district"),
    Extent.WHOLE: gettext_noop("for the election as a whole"),
}


@dataclass(frozen=True, slots=True)
class LawLine:
    """One power in words: who decides, over what, by which norms; `inferred` marks our own reading."""

    who: str
    extents: str
    norms: str
    note: str
    inferred: bool


def law_lines(definition: Definition, deed: Deed, contest: Contest | None = None) -> list[LawLine]:
    """The powers that the election's rule pack states for `deed`, in `contest` or in any of the contests."""
    contests = [contest] if contest is not None else list(definition.election.contests)
    powers = dict.fromkeys(power for one in contests for power in definition.pack.powers.over(deed, one.kind))
    language = page_language()
    return [
        LawLine(
            ", ".join(authority_name(body) for body in power.by),
            ", ".join(_(EXTENTS[extent]) for extent in power.extents),
            power.cited.say(language),
            power.note.say(language),
            power.inferred,
        )
        for power in powers
    ]
