"""Whose decision a deed is by the rule pack, as a page of the desk says it beside the form."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from hattama.core.norms import Citations
from hattama.core.protocols import Extent, Power
from hattama.core.vocabulary import Contest, Deed
from hattama.formats.norm_files import UnknownNorm, load_norm
from hattama.web.kernel.elections.loading import Definition
from hattama.web.kernel.languages.templatetags.hattama_text import authority_name, leaving_reason
from hattama.web.kernel.pages.election_pages import page_language

EXTENTS = {
    Extent.PRECINCT: gettext_noop("for a single polling station"),
    Extent.UNIT: gettext_noop("for a unit"),
    Extent.DISTRICT: gettext_noop("for an electoral district"),
    Extent.WHOLE: gettext_noop("for the election as a whole"),
}


@dataclass(frozen=True, slots=True)
class LawLine:
    """One power in words: who decides, over what, for which reasons (empty: for any), by which norms.

    `grounds` is what each of them says, in our own words; `until` the norms that allow it only so long before
    voting. `inferred` marks our own reading.
    """

    who: str
    extents: str
    reasons: str
    cited: Citations
    grounds: tuple[tuple[Citations, str], ...]
    until: Citations
    note: str
    inferred: bool


def law_lines(definition: Definition, deed: Deed, contest: Contest | None = None) -> list[LawLine]:
    """The powers that the election's rule pack states for `deed`, in `contest` or in any of the contests."""
    contests = [contest] if contest is not None else list(definition.election.contests)
    powers = dict.fromkeys(power for one in contests for power in definition.pack.powers.over(deed, one.kind))
    language = page_language()
    return [_line(power, language) for power in powers]


def _line(power: Power, language: str) -> LawLine:
    return LawLine(
        ", ".join(authority_name(body) for body in power.by),
        ", ".join(_(EXTENTS[extent]) for extent in power.extents),
        ", ".join(leaving_reason(reason) for reason in power.reasons),
        power.cited,
        tuple((Citations((cited,)), _says(cited.norm_id, language)) for cited in power.cited.norms),
        power.until_cited,
        power.note.say(language),
        power.inferred,
    )


def _says(norm_id: str, language: str) -> str:
    try:
        return load_norm(norm_id).summary.say(language)
    except UnknownNorm:
        # A pack may carry a law of its own, of which no summary is kept here.
        return ""
