"""An auditor fixes the list of published papers, and later draws from it by a seed thrown in public."""

import datetime
from typing import Any

from django.db import transaction

from hattama.core.audits import LEAST_SEED, draw_in_order
from hattama.core.entries import VERSION_KINDS
from hattama.core.vocabulary import Deed, DeedRefused, Message
from hattama.web.kernel.accounts.roles import role_now
from hattama.web.kernel.elections.tables import ElectionRow, root_of
from hattama.web.kernel.log.snapshots import load_public_size
from hattama.web.kernel.log.tables import LogEntry
from hattama.web.kernel.published.tables import PublishedProtocol
from hattama.web.kernel.stores.content_store import get_content, put_content
from hattama.web.record_checks.tables import DrawnPaper, RecordDraw

MOST_PAPERS = 2000
LONGEST_SEED = 200


class NoPaperToDraw(DeedRefused):
    """No published protocol has a scan that the public may see."""

    sentence = Message("No published protocol has a scan yet: there is nothing to read again.")
    is_mendable = True


class DrawnAlready(DeedRefused):
    """This list has its seed: another draw needs another list."""

    sentence = Message("This list has been drawn from already. Fix a new list for another draw.")
    is_mendable = True


class SizeOutOfRange(DeedRefused):
    """As many papers cannot be drawn: none, more than the list has, or more than MOST_PAPERS."""

    sentence = Message(
        "Type how many papers to draw: a whole number from 1 to {most}, no more than the list has."
    ).given(most=MOST_PAPERS)
    is_mendable = True


class SeedUnfit(DeedRefused):
    """A seed of fewer than LEAST_SEED characters, or of more than LONGEST_SEED."""

    sentence = Message("A seed has from {least} to {most} characters, thrown in public.").given(
        least=LEAST_SEED, most=LONGEST_SEED
    )
    is_mendable = True


@transaction.atomic
def fix_list(user: Any, election: ElectionRow, *, now: datetime.datetime) -> RecordDraw:
    """Fix which papers may be drawn: every protocol published by now that stands and has a scan.

    The list is kept under its SHA-256 and named in public before anybody knows the seed, so that neither can
    be chosen for the other's sake. The same list, of which nothing was drawn yet, is fixed once. Raises
    NotYours or NoPaperToDraw.
    """
    role_now(user, Deed.DRAW_PAPERS, root_of(election))
    names = sorted(_names(election))
    if not names:
        raise NoPaperToDraw
    text = "".join(f"{name}\n" for name in names).encode()
    fixed = {"tree_size": load_public_size(election), "listed": len(names), "list_sha256": put_content(text)}
    waiting = election.record_draws.filter(seed="", **fixed).first()
    return waiting or election.record_draws.create(fixed_at=now, fixed_by=user, **fixed)


@transaction.atomic
def draw_papers(user: Any, draw: RecordDraw, seed: str, size: int, *, now: datetime.datetime) -> RecordDraw:
    """Draw the first `size` papers of the fixed list in the order of their tickets, as they stood then.

    Raises NotYours, DrawnAlready, SizeOutOfRange or SeedUnfit.
    """
    draw = RecordDraw.objects.select_for_update().get(pk=draw.pk)
    role_now(user, Deed.DRAW_PAPERS, root_of(draw.election))
    if draw.seed:
        raise DrawnAlready
    if not 0 < size <= min(draw.listed, MOST_PAPERS):
        raise SizeOutOfRange(str(size))
    seed = seed.strip()
    if not LEAST_SEED <= len(seed) <= LONGEST_SEED:
        raise SeedUnfit
    order = draw_in_order(seed, listed_names(draw))[:size]
    DrawnPaper.objects.bulk_create(_papers(draw, order))
    draw.seed, draw.size, draw.drawn_at = seed, size, now
    draw.save(update_fields=["seed", "size", "drawn_at"])
    return draw


def listed_names(draw: RecordDraw) -> list[str]:
    """The names of the fixed list, `area/contest` each."""
    return get_content(draw.list_sha256).decode().splitlines()


def _names(election: ElectionRow) -> list[str]:
    shown = PublishedProtocol.objects.filter(election=election, annulled_by=None, has_scan=True)
    pairs = shown.values_list("area__code", "contest")
    return [f"{area_id}/{contest}" for area_id, contest in pairs]


def _papers(draw: RecordDraw, order: tuple[str, ...]) -> list[DrawnPaper]:
    """The drawn rows, each with the version that stood when the list was fixed, whatever became of it since:
    whoever heard the seed could else correct what it draws before typing it."""
    places = {name.rsplit("/", 1)[0] for name in order}
    entries = LogEntry.objects.filter(kind__in=VERSION_KINDS, index__lt=draw.tree_size)
    of_areas = entries.filter(act__area__election=draw.election, act__area__code__in=places).order_by("index")
    rows = of_areas.values_list("act__area__code", "act__contest", "act__area", "index")
    listed = {(area_id, contest): (area, index) for area_id, contest, area, index in rows}
    papers = []
    for position, name in enumerate(order, start=1):
        area_id, contest = name.rsplit("/", 1)
        area, index = listed[area_id, contest]
        papers.append(
            DrawnPaper(draw=draw, position=position, area_id=area, contest=contest, entry_index=index)
        )
    return papers
