"""What people do in the demonstration beside its night, by the usual steps; once, however often it starts.

Imported when it begins: Django is set up by then.
"""

import datetime
import hashlib
import uuid
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone

from hattama.core.audits import LEAST_SEED, counted_figures
from hattama.core.entries import CUSTODY, AuditMethod
from hattama.core.protocols import Attachment, CustodyEvent, Decision, Holder, Seal, check_signing
from hattama.core.records import Statement
from hattama.core.vocabulary import Deed
from hattama.demonstration import (
    OBSERVED_PHASES,
    STATED_AT,
    announced_hours,
    filled_forms,
    made_up_registers,
    printed_turnout,
    stated_tables,
)
from hattama.formats.claim_tables import StatedClaim
from hattama.formats.observation_packs import forms_for
from hattama.formats.register_packs import shipped_registers
from hattama.formats.stated_numbers import shipped_numbers
from hattama.formats.turnout_tables import StatedTurnout
from hattama.web.audits import conduct
from hattama.web.audits.count import type_count
from hattama.web.audits.reading import load_book
from hattama.web.audits.tables import AuditEntry
from hattama.web.claims.record import record_claims
from hattama.web.kernel.elections.loading import load_definition, path_codes
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.log.advance_log import advance_log
from hattama.web.kernel.log.tables import LogEntry
from hattama.web.kernel.published.tables import PublishedProtocol
from hattama.web.night.record_custody import CustodyWord, record_custody
from hattama.web.observation.arrange import add_observer, bring_form
from hattama.web.observation.publish import publish_sent
from hattama.web.observation.reading import form_value
from hattama.web.observation.receive import take_form, write_filled
from hattama.web.observation.tables import Organisation
from hattama.web.protocols.change import Grounds, annul_protocol, change_protocol
from hattama.web.protocols.enter import enter_protocol
from hattama.web.protocols.tables import LifeStep
from hattama.web.registers.keep import salts_of
from hattama.web.registers.record import record_told
from hattama.web.reports.report_difference import report_difference
from hattama.web.turnout.record import record_turnout

_DRAWN_IN_AUDIT, _COUNTED_IN_AUDIT = 12, 5
_CHANGED_AND_REPORTED = 4
_HANDED_OVER, _BROKEN, _UNCOUNTED = 12, 5, 9
"""Papers that came to the commission above; which of them in a broken packet, and of which nobody counted the
pages."""

_MADE_UP = "Көрсетілім: ойдан шығарылған / Демонстрация: выдумано / Demonstration: made up"


def announce_turnout(demonstration: Any) -> None:
    """What the press printed through the day enters the log; once, however often the demonstration starts."""
    election = ElectionRow.objects.get(pk=demonstration.election.election_id)
    if election.closed_at is not None:
        return
    printed = printed_turnout({area.area_id for area in demonstration.areas})
    rows = [StatedTurnout(0, "", one.point, one.printed) for one in printed]
    record_turnout(election.pk, rows, "press", now=timezone.now())


def fill_registers(demonstration: Any) -> None:
    """What registers hold before the night; once, however often the demonstration is started."""
    made_up = made_up_registers(demonstration.areas, demonstration.seed)
    counted = {one.register for one in made_up} | _MADE_UP_LATER
    tell(demonstration, [*_published(demonstration.election.rule_pack, counted), *made_up])


_MADE_UP_LATER = frozenset({"complaints", "observers-rights", "video"})


def _published(of: str, counted: Collection[str]) -> Iterator[Statement]:
    """What sources published of the real election, but for what made-up records are counted for: those would
    be held against them."""
    for election, one in shipped_numbers():
        measures = shipped_registers()[one.register, one.edition].measures
        own = {measure.code for measure in measures if measure.formula is not None}
        values = {
            code: said for code, said in one.values.items() if one.register not in counted or code not in own
        }
        if election == of and values:
            yield replace(one, values=values)


def tell(demonstration: Any, told: Sequence[Any]) -> None:
    """Put it into the log; what stands there already is not written a second time."""
    if told:
        salts = salts_of(f"{demonstration.seed:032x}")
        record_told(demonstration.election.election_id, told, now=timezone.now(), salt_of=salts)


def do_after_night(demonstration: Any, arrived: list[Any]) -> None:
    """Enter twice, change, report, state, audit, observe. `arrived`: the protocols of the night."""
    lists = _contest(demonstration, "party_list")
    single = [one for one in arrived if one.contest != lists]
    _enter_twice(demonstration, single)
    _change_some(demonstration, single)
    _hand_over_papers(demonstration, [one for one in arrived if one.contest == lists and one.signed_at])
    _state_tables(demonstration, arrived)
    _audit(demonstration)
    _observe(demonstration, arrived)


def _state_tables(demonstration: Any, arrived: list[Any]) -> None:
    """After the night a territorial commission states its tables; once, however often it is started."""
    election = ElectionRow.objects.get(pk=demonstration.election.election_id)
    if election.closed_at is not None:
        return
    claims = stated_tables(demonstration.precincts, arrived)
    record_claims(election.pk, [StatedClaim(0, one, STATED_AT) for one in claims], "", now=timezone.now())


def _hand_over_papers(demonstration: Any, arrived: list[Any]) -> None:
    """Papers of some precincts come to the territorial commission, one in a broken packet; to two of them an
    observer's act was attached; once."""
    here = {"election": demonstration.election.election_id}
    if LogEntry.objects.filter(**here, kind=CUSTODY).exists():
        return
    head = get_user_model().objects.get(username="demo-central-head")
    named = [one.area_id for one in arrived[:_HANDED_OVER]]
    rows = AreaRow.objects.select_related("election").filter(**here, code__in=named)
    areas = {row.code: row for row in rows}
    for number, one in enumerate(arrived[:_HANDED_OVER], start=1):
        told: list[tuple[CustodyEvent, int, dict[str, Any]]] = [
            (CustodyEvent.CARRIED, 30, {"holder": Holder.PRECINCT})
        ]
        seal = Seal.BROKEN if number == _BROKEN else Seal.INTACT
        came = {"holder": Holder.TERRITORIAL, "pages": None if number == _UNCOUNTED else 2, "seal": seal}
        told.append((CustodyEvent.RECEIVED, 75 + 5 * number, came))
        if number in (_BROKEN, _UNCOUNTED):
            act = {"holder": Holder.PRECINCT, "attachment": Attachment.OBSERVERS_ACT}
            told.insert(0, (CustodyEvent.ATTACHED, 10, act))
        for event, minutes, said in told:
            at = one.signed_at + datetime.timedelta(minutes=minutes)
            word = CustodyWord(f"DEMO-{number:04}-A", event, at, one.contest, **said)
            record_custody(head, areas[one.area_id], word, now=timezone.now())


def _contest(demonstration: Any, kind: str) -> str:
    return str(next(one.code for one in demonstration.election.contests if one.kind == kind))


def _change_some(demonstration: Any, arrived: list[Any]) -> None:
    """After the night a correction, a recount, an annulment and a citizen's report, by the usual steps; once.

    All in single-mandate contests, so that the sums of the lists stay those that were published.
    """
    here = {"election": demonstration.election.election_id}
    if LogEntry.objects.filter(**here, kind="annulment").exists() or len(arrived) < _CHANGED_AND_REPORTED:
        return
    changed = arrived[-_CHANGED_AND_REPORTED:]
    corrected, recounted, annulled, doubted = changed
    head = get_user_model().objects.get(username="demo-central-head")
    # Only these: each row brings the election with the bytes that define it.
    rows = AreaRow.objects.select_related("election").filter(
        **here, code__in={one.area_id for one in changed}
    )
    areas = {row.code: row for row in rows}
    decided_on = demonstration.election.polling_on + datetime.timedelta(days=1)
    for deed, protocol, reason in (
        (Deed.CORRECT, corrected, "counting_error"),
        (Deed.RECOUNT, recounted, "counting_error"),
    ):
        grounds = Grounds(reason, Decision("central_commission", "DEMO-1", decided_on))
        area, read_again = areas[protocol.area_id], _read_otherwise(protocol)
        change_protocol(deed, head, area, read_again, grounds, now=timezone.now())
    grounds = Grounds("court_decision", Decision("court", "DEMO-2", decided_on))
    annul_protocol(head, areas[annulled.area_id], annulled.contest, grounds, now=timezone.now())
    advance_log(demonstration.election.election_id, now=timezone.now())
    shown = PublishedProtocol.objects.get(area=areas[doubted.area_id], contest=doubted.contest)
    report_difference(shown, _read_otherwise(doubted).figures, message=_MADE_UP, now=timezone.now())


def _enter_twice(demonstration: Any, arrived: list[Any]) -> None:
    """Two people enter one protocol, each alone, and read it differently; once. It waits for both of them."""
    user = get_user_model().objects.get(username="demo-typist")
    mine = AreaRow.objects.select_related("election").filter(
        memberships__user=user, election=demonstration.election.election_id
    )
    area = mine.exclude(kind="unit").order_by("code").first()
    if area is None:
        return
    # A paper of another time zone may be signed before polls close here.
    closed = load_definition(area.election).counted_from(path_codes(area), area)
    sound = [one for one in arrived if not (one.explanation or check_signing(one.signed_at, closed))]
    if not sound:
        return
    contest = _single_contest_at(demonstration, area.code)
    if LifeStep.objects.filter(area=area, contest=contest).exists():
        return
    voters = area.voters_registered or 0
    like = min(sound, key=lambda one: abs(one.figures.get("voters_listed", 0) - voters))
    first = replace(like, area_id=area.code, contest=contest)
    enter_protocol(user, area, first, now=timezone.now(), no_scan="other")
    chair = get_user_model().objects.get(username="demo-chair")
    enter_protocol(chair, area, _read_otherwise(first), now=timezone.now(), no_scan="other")


def _single_contest_at(demonstration: Any, area_id: str) -> str:
    """The contest of the single-mandate district of this precinct; all have the same codes of candidates."""
    (also_in,) = (one.area.also_in for one in demonstration.precincts if one.area.area_id == area_id)
    return str(next(one.code for one in demonstration.election.contests if one.areas == also_in))


def _read_otherwise(protocol: Any) -> Any:
    """The protocol with one vote of the first choice that has any given to the next one."""
    votes = [key for key in protocol.figures if key.startswith("votes[")]
    first = next(place for place, key in enumerate(votes) if protocol.figures[key])
    giver, taker = votes[first], votes[first - 1]
    moved = {giver: protocol.figures[giver] - 1, taker: protocol.figures[taker] + 1}
    return replace(protocol, figures=protocol.figures | moved)


def _audit(demonstration: Any) -> None:
    """After the night an audit of the lists is begun by the usual steps; once. It goes on at the desk.

    Where so few precincts play that nothing can be audited, none is.
    """
    election = ElectionRow.objects.get(pk=demonstration.election.election_id)
    if AuditEntry.objects.filter(election=election).exists():
        return
    auditor = get_user_model().objects.get(username="demo-auditor")
    how = (_contest(demonstration, "party_list"), AuditMethod.BATCHES, Fraction(1, 20))
    try:
        number = conduct.commit_audit(auditor, election, *how, now=timezone.now())
    except conduct.CannotBeAudited:
        return
    digest = hashlib.sha256(f"audit {demonstration.seed}".encode()).hexdigest()
    seed, now = str(int(digest, 16))[:LEAST_SEED], timezone.now()
    said = (seed, _MADE_UP, _MADE_UP, now.replace(microsecond=0))
    conduct.throw_seed(auditor, election, number, *said, now=now)
    conduct.draw_on(auditor, election, number, _DRAWN_IN_AUDIT, now=timezone.now())
    _count_drawn(election, number, auditor)
    conduct.measure_risk(auditor, election, number, now=timezone.now())


def _count_drawn(election: Any, number: int, auditor: Any) -> None:
    """Two people find in the first batches drawn what was reported; the others wait for whoever tries it."""
    reviewer = get_user_model().objects.get(username="demo-central-reviewer")
    book = load_book(election)
    for code, _ in dict.fromkeys(book.audits[number].sequence[:_COUNTED_IN_AUDIT]):
        area = AreaRow.objects.select_related("election").get(election=election, code=code)
        figures = counted_figures(book.committed(number).places[code])
        for user in (reviewer, auditor):
            type_count(user, book, number, area, figures, now=timezone.now())


def _observe(demonstration: Any, arrived: list[Any]) -> None:
    """After the night what commissions announced where observers counted, and the observers' forms: they come
    and are opened by the usual steps; once, and where it was interrupted it goes on."""
    election = ElectionRow.objects.get(pk=demonstration.election.election_id)
    organisation = Organisation.objects.get(election=election, code="demo")
    opened = set(organisation.published.values_list("form__phase", flat=True))
    if election.closed_at is not None or opened.issuperset(OBSERVED_PHASES):
        return
    said = [StatedTurnout(0, "", point, None) for point in announced_hours(arrived)]
    record_turnout(election.pk, said, "precinct_commission", now=timezone.now())
    user = get_user_model().objects.get(username="demo-observation")
    lists = [one for one in demonstration.election.contests if one.kind == "party_list"]
    brought = [
        bring_form(user, organisation, source, name, {}, now=timezone.now())
        for name, source in forms_for("KZ", lists).items()
    ]
    rows = {row.phase: row for row in brought}
    values = [form_value(row) for row in brought if row.phase in OBSERVED_PHASES]
    filled = list(filled_forms(values, arrived, demonstration.precincts, demonstration.seed))
    known = set(organisation.observers.values_list("pseudonym", flat=True))
    for name in sorted({one.observer for one in filled} - known):
        add_observer(user, organisation, name, "kk", now=timezone.now())
    observers = {one.pseudonym: one for one in organisation.observers.all()}
    for one in filled:
        row = rows[one.phase]
        named = uuid.uuid5(uuid.NAMESPACE_URL, f"{row.form_id} {one.observer} {one.area_id}")
        xml = write_filled(row, one.answers, f"uuid:{named}")
        take_form(observers[one.observer], xml, (), now=timezone.now())
    for phase in OBSERVED_PHASES:
        publish_sent(user, rows[phase], timezone.now(), now=timezone.now())
