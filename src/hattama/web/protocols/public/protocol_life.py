"""A protocol's life as its page shows it: what it is now, every version, and old beside new cell by cell."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from hattama.core.norms import NOTHING_CITED, Citations
from hattama.core.protocols import (
    CLOSING_REASONS,
    INVESTIGATION_REASONS,
    SET_ASIDE,
    SOURCE,
    ChangeReason,
    Power,
    ProtocolRules,
    differing_keys,
)
from hattama.core.vocabulary import Contest, Deed
from hattama.phrases import say
from hattama.web.kernel.commands.column_words import CIVIC_ROLES, ROLE_WORDS
from hattama.web.kernel.elections.loading import Definition
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.languages.paper_lines import field_name, keys_of_paper, said_value
from hattama.web.kernel.languages.templatetags.hattama_text import authority_name
from hattama.web.kernel.published.tables import PublishedProtocol, PublishedScan
from hattama.web.protocols.change import change_reasons
from hattama.web.protocols.powers import powers_over
from hattama.web.protocols.public_life import PublicStep

HEADS = {
    "protocol": gettext_noop("First version"),
    "correction": gettext_noop("Correction"),
    "recount": gettext_noop("Recount"),
    "confirmation": gettext_noop("Confirmed"),
    "annulment": gettext_noop("Invalidation"),
}
_DEEDS = {"correction": Deed.CORRECT, "recount": Deed.RECOUNT, "annulment": Deed.ANNUL}
_BY_SOURCE = {
    "correction": gettext_noop("Corrected by the source"),
    "annulment": gettext_noop("Withdrawn by the source"),
}


@dataclass(frozen=True, slots=True)
class CellChange:
    """A field that a version says otherwise than the one before it."""

    mark: str
    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class LifeStepSheet:
    """One entry about the protocol: its heading, its grounds, and, of a version, what it changes.

    `before` and `after` are the scans that stood beside the version before and that came with this one.
    `within`: the area all of whose results were declared invalid with it, where that is more than the
    precinct. `powers`: by which the rule pack makes it the decision of its authority. `recorded_by`: the
    role of whoever wrote down what followed the first version, held for the area `recorded_for`.
    """

    step: PublicStep
    heading: str
    reason: str
    cited: Citations
    authority: str
    changes: tuple[CellChange, ...]
    before: tuple[PublishedScan, ...]
    after: tuple[PublishedScan, ...]
    within: AreaRow | None = None
    powers: tuple[Power, ...] = ()
    recorded_by: str = ""
    recorded_for: AreaRow | None = None

    @property
    def is_replacing(self) -> bool:
        """Whether it takes the place of a version before it."""
        return self.step.version > 1


@dataclass(frozen=True, slots=True)
class ProtocolLife:
    """Everything the log says of one protocol beside its current figures."""

    steps: tuple[LifeStepSheet, ...]
    is_preliminary: bool
    annulled: LifeStepSheet | None
    investigated: LifeStepSheet | None

    @property
    def is_eventful(self) -> bool:
        """Whether more has happened than that a protocol came."""
        return len(self.steps) > 1 or self.is_preliminary

    @property
    def versions(self) -> int:
        """How many versions there are."""
        return sum(sheet.step.version > 0 for sheet in self.steps)


def protocol_life(
    definition: Definition,
    rules: ProtocolRules,
    contest: Contest,
    row: PublishedProtocol,
    steps: Sequence[PublicStep],
    language: str,
) -> ProtocolLife:
    """The life of the protocol `row`, of which the log says `steps`."""
    scans = list(row.scans.all())
    sheets: list[LifeStepSheet] = []
    previous: PublicStep | None = None
    paper = 0
    for number, step in enumerate(steps):
        following = next((later.index for later in steps[number + 1 :] if later.protocol is not None), None)
        words = _reason(definition, step)
        before, paper = paper, paper if step.keeps_paper or step.protocol is None else step.index
        sheets.append(
            LifeStepSheet(
                step=step,
                heading=_heading(step),
                reason=say(words.words, language) if words else step.reason,
                cited=words.cited if words else NOTHING_CITED,
                authority=authority_name(step.decision.authority) if step.decision else "",
                changes=tuple(_changes(rules, contest, previous, step, language)),
                before=tuple(_between(scans, before, step.index)) if previous else (),
                after=tuple(_between(scans, paper, following)),
                within=_area(row, step.within),
                powers=_powers(definition, contest, step),
                recorded_by=(recorder := _recorder(definition, step, language)),
                recorded_for=_area(row, step.role_area) if recorder else None,
            )
        )
        previous = step if step.protocol is not None else previous
    return ProtocolLife(
        steps=tuple(sheets),
        is_preliminary=row.preliminary,
        annulled=_last(sheets, row.annulled_by),
        investigated=_last(sheets, row.investigation),
    )


def _area(row: PublishedProtocol, code: str) -> AreaRow | None:
    if not code:
        return None
    return AreaRow.objects.filter(election=row.area.election_id, code=code).first()


def _powers(definition: Definition, contest: Contest, step: PublicStep) -> tuple[Power, ...]:
    if step.decision is None or step.kind not in _DEEDS:
        return ()
    # Setting an annulment aside is no correction by law: it is for whoever may annul.
    deed = Deed.ANNUL if step.reason == SET_ASIDE else _DEEDS[step.kind]
    powers = powers_over(definition, deed).over(deed, contest.kind)
    return tuple(power for power in powers if step.decision.authority in power.by)


def _recorder(definition: Definition, step: PublicStep, language: str) -> str:
    told = step.kind == "investigation" or step.kind in _DEEDS
    roles = {**ROLE_WORDS, **CIVIC_ROLES} if definition.election.civic else ROLE_WORDS
    return say(roles[step.role], language) if told and step.role in roles else ""


def _heading(step: PublicStep) -> str:
    if step.kind == "investigation":
        return _("Investigation opened") if step.opens else _("Investigation closed")
    if step.reason == SOURCE.code and step.kind in _BY_SOURCE:
        return _(_BY_SOURCE[step.kind])
    if step.is_preliminary and step.protocol is not None and not step.protocol.figures:
        return _("The source shows the paper, without figures")
    if step.is_preliminary:
        return _("First entry, preliminary")
    if step.kind == "protocol" and step.version > 1:
        return _("Confirmed with other figures")
    return _(HEADS[step.kind])


def _reason(definition: Definition, step: PublicStep) -> ChangeReason | None:
    listed: Iterable[ChangeReason] = (SOURCE,)
    if step.kind in _DEEDS:
        # A log may hold a reason that is given for this deed no more.
        listed = (*change_reasons(definition, _DEEDS[step.kind]), *change_reasons(definition), SOURCE)
    if step.kind == "investigation":
        listed = INVESTIGATION_REASONS if step.opens else CLOSING_REASONS
    return next((known for known in listed if known.code == step.reason), None)


def _changes(
    rules: ProtocolRules, contest: Contest, previous: PublicStep | None, step: PublicStep, language: str
) -> Iterable[CellChange]:
    if previous is None or previous.protocol is None or step.protocol is None:
        return
    changed = set(differing_keys(previous.protocol, step.protocol))
    for key in keys_of_paper(rules, contest, previous.protocol, step.protocol):
        if key in changed:
            mark, label = field_name(rules, contest, key, language)
            old, new = (said_value(said, key, language) for said in (previous.protocol, step.protocol))
            yield CellChange(mark, label, old, new)


def _between(scans: Iterable[PublishedScan], start: int, stop: int | None) -> list[PublishedScan]:
    """Scans that the log took in from entry `start` on and before entry `stop`, those withdrawn left out."""
    return [
        shown
        for shown in scans
        if start <= shown.entry_index
        and (stop is None or shown.entry_index < stop)
        and shown.withdrawn_by is None
    ]


def _last(sheets: Iterable[LifeStepSheet], index: int | None) -> LifeStepSheet | None:
    return next((sheet for sheet in sheets if sheet.step.index == index), None)
