"""Questions and answers about one protocol, between the people of its precinct and whoever reviews it.

Nothing of it goes into the log, and nothing in it changes a protocol: that takes a deed with its reason.
"""

import datetime
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import Case, Exists, IntegerField, OuterRef, QuerySet, Subquery, Value, When

from hattama.core.protocols import EnteredOnce, EntriesDiffer, State
from hattama.core.vocabulary import Deed, DeedRefused, EntryRules, Message
from hattama.web.kernel.accounts.policy import PRECINCT, REVIEWERS
from hattama.web.kernel.accounts.roles import held_for, is_allowed, role_now
from hattama.web.kernel.accounts.tables import Membership
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.log.recording import lock_areas
from hattama.web.kernel.published.missing import in_any
from hattama.web.protocols.reading import load_life
from hattama.web.protocols.tables import Remark

LONGEST = 1000
"""Characters of a remark."""

_SIDES = {Deed.DECIDE: REVIEWERS, Deed.ENTER: PRECINCT}
"""Who writes, by the deed that makes them one of a side."""


class RemarkNeeded(DeedRefused):
    """Nothing is written, or more than LONGEST characters."""

    sentence = Message("Write what you ask or answer, in at most 1,000 characters.")
    is_mendable = True


class RemarkMustWait(DeedRefused):
    """Two people read the paper, and neither is to learn what the other typed."""

    sentence = Message(
        "While two people read this paper apart from each other, nothing is written about it. Write once "
        "both entries agree; what cannot wait, say by telephone."
    )


def is_shut(state: State, rules: EntryRules) -> bool:
    """Whether a remark could tell one who still reads the paper what another has typed."""
    if isinstance(state, EntriesDiffer):
        return not state.is_for_reviewer
    return isinstance(state, EnteredOnce) and rules.entries > 1


def side_of(user: Any, area: AreaRow) -> Deed | None:
    """The deed by which `user` writes about protocols of `area`: one of its reviewers, or of its people."""
    return next((deed for deed in _SIDES if is_allowed(user, deed, area)), None)


@transaction.atomic
def write_remark(
    user: Any, area: AreaRow, contest: str, text: str, *, awaits: bool, seen: int, now: datetime.datetime
) -> None:
    """Keep what `user` writes, once, though it is sent again: `seen` is the number of the last remark that
    the page showed on which it was written. What a precinct writes always awaits an answer.

    Raises NotYours, RemarkNeeded or RemarkMustWait; then nothing is kept.
    """
    side = side_of(user, area) or Deed.ENTER
    role = role_now(user, side, area)
    lock_areas([area])
    written = text.strip()
    if not 0 < len(written) <= LONGEST:
        raise RemarkNeeded
    if is_shut(load_life(area, contest), load_definition(area.election).election.entry):
        raise RemarkMustWait
    if not remarks_about(area, contest).filter(author=user, text=written, pk__gt=seen).exists():
        said = {"text": written, "awaits": awaits or side is Deed.ENTER, "written_at": now}
        Remark.objects.create(area=area, contest=contest, author=user, role=role.value, **said)


def remarks_about(area: AreaRow, contest: str) -> QuerySet[Remark]:
    """What was written about a protocol, in its order, with who wrote it."""
    rows = Remark.objects.filter(area=area, contest=contest)
    return rows.select_related("author").order_by("pk")


def answering_first(area: AreaRow) -> AreaRow | None:
    """The area nearest to `area` for which somebody reviews its protocols; None where nobody does."""
    return _reviewed(pk__in=area.reach_ids()).first()


def _reviewed(**where: Any) -> QuerySet[AreaRow]:
    """Areas for which somebody reviews protocols, the nearest to a precinct first."""
    held = Membership.objects.filter(role__in=[role.value for role in REVIEWERS], user__is_active=True)
    return AreaRow.objects.filter(pk__in=held.values("area")).filter(**where).order_by("-depth", "pk")


def unanswered() -> QuerySet[Remark]:
    """The last remark about each protocol of which the other side has not answered it."""
    later = Remark.objects.filter(area=OuterRef("area"), contest=OuterRef("contest"), pk__gt=OuterRef("pk"))
    return Remark.objects.filter(~Exists(later), awaits=True).select_related("area", "author")


def remarks_of(user: Any, election: ElectionRow) -> QuerySet[Remark]:
    """What `user` wrote last about a protocol and the other side has not answered, the oldest first; nothing
    of a place that they may no longer look at."""
    seen = held_for(user, Deed.SEE_DESK, election)
    return in_any(unanswered().filter(author=user), seen).order_by("pk")


def remarks_for(user: Any, election: ElectionRow, most: int) -> Iterator[tuple[Remark, AreaRow | None]]:
    """What awaits an answer of `user`, by side the `most` that come first: before those that a commission
    nearer to the precinct answers, which stands beside them, those that no nearer one does; each by age."""
    open_now = unanswered()
    # By the first division alone: commissions of another one decide about no protocol.
    over = _reviewed(pk__lte=OuterRef("area"), after__gt=OuterRef("area"))
    mine = Membership.objects.filter(user=user, role__in=[role.value for role in REVIEWERS])
    own = [None, *mine.values_list("area", flat=True)]
    for side, others in ((Deed.DECIDE, PRECINCT), (Deed.ENTER, REVIEWERS)):
        areas = held_for(user, side, election)
        if not areas:
            continue
        rows = in_any(open_now.filter(role__in=[role.value for role in others]), areas)
        if side is Deed.DECIDE:
            rows = rows.annotate(nearest=Subquery(over.values("pk")[:1]))
            rows = rows.order_by(Case(When(nearest__in=own[1:], then=0), default=1), "pk")
        else:
            rows = rows.annotate(nearest=Value(None, IntegerField())).order_by("pk")
        found = list(rows[:most])
        nearer = AreaRow.objects.in_bulk({row.nearest for row in found if row.nearest not in own})
        yield from ((row, nearer.get(row.nearest)) for row in found)
