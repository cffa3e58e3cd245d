"""A protocol that does not add up, as the beginning of a complaint: what does not hold in it, by which norm.

Whoever complains reads it, changes it and signs it: nothing here says whose fault it is.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from hattama.core.norms import Citations
from hattama.phrases import say
from hattama.web.kernel.languages.templatetags.hattama_text import count
from hattama.web.kernel.pages.addresses import absolute
from hattama.web.kernel.pages.area_names import area_name
from hattama.web.kernel.pages.election_pages import page_language
from hattama.web.kernel.published.browsing import ancestors_of
from hattama.web.protocols.public.protocol_sheet import PrecinctSheet, SheetFinding, precinct_sheet

ACT, COMMISSION = "commission_act", "precinct_commission"
"""What such a complaint is about and against whom, by the codes of the pack of complaints."""


@dataclass(frozen=True, slots=True)
class Doubted:
    """The protocol, and the address of its page."""

    protocol: PrecinctSheet
    address: str

    @property
    def norms(self) -> Citations:
        """On which norms rests what does not hold."""
        relations = (one.rule.relation for one in self.protocol.sheet.broken)
        return Citations.together(one.cited for one in relations if one is not None)

    @property
    def place(self) -> str:
        """The polling station in all that it lies in below the whole."""
        area = self.protocol.area
        return " · ".join(area_name(one) for one in (*ancestors_of([area])[area.pk][1:], area))

    def begun(self) -> dict[str, str]:
        """The fields of the form as they can be filled in from it, in the language that is set."""
        ask = _(
            "Check the protocol, say where these differences come from and, where a figure is wrong, correct "
            "the protocol."
        )
        return {"facts": "\n".join(self._facts()), "request": ask}

    def _facts(self) -> Iterator[str]:
        row, contest = self.protocol.sheet.row, say(self.protocol.contest.names, page_language())
        yield f"{_('Results protocol')}: {self.place}; {contest}."
        published = _("It is published as entry %(entry)s of the public log, SHA-256 of the leaf %(hash)s:")
        yield published % {"entry": count(row.entry_index), "hash": row.leaf_hash}
        yield self.address
        yield _("In it does not add up:")
        for number, one in enumerate(self.protocol.sheet.broken, start=1):
            yield f"{number}. {_said(one)}"


def _said(one: SheetFinding) -> str:
    language, relation = page_language(), one.rule.relation
    said = [f"{say(names, language)}:" for names in one.named]
    said.append(say(one.rule.words, language) or one.code)
    if one.difference is not None:
        numbers = {"left": count(one.left), "right": count(one.right), "by": count(one.difference)}
        sides = [say(side, language) for side in one.sides or ()]
        if sides:
            both = f"{sides[0]} – {numbers['left']}; {sides[1]} – {numbers['right']}; "
            said.append(both + _("difference %(by)s") % numbers + ".")
        else:
            said.append(_("left side %(left)s, right side %(right)s, difference %(by)s") % numbers + ".")
    if relation is not None and relation.cited:
        said.append(f"({relation.cited.say(language)})")
    # Whoever signs it must know what the law does not say in so many words.
    marks = [
        (not one.is_hard, _("asks for a second look")),
        (relation is not None and relation.inferred, _("our reading")),
    ]
    said += [f"[{words}]" for holds, words in marks if holds]
    return " ".join(said)


def doubted_protocol(request: HttpRequest, election_id: str, given: Mapping[str, str]) -> Doubted | None:
    """The protocol that an address names by `area` and `contest`, where it counts and something in it does
    not hold; else None. Raises Http404."""
    area, contest = given.get("area", ""), given.get("contest", "")
    found = precinct_sheet(request, election_id, area, contest) if area and contest else None
    if found is None or not found.sheet.broken or found.sheet.row.annulled_by is not None:
        return None
    page = reverse("public:area", args=[election_id, area])
    return Doubted(found, f"{absolute(request, page)}#{contest}")
