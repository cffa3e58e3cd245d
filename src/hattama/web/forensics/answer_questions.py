"""The statistical questions of an election are answered: once for a mark of its log, by whoever works on the
queue, never while a reader waits."""

import datetime
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from hattama.core.forensics import Asked, StationFigures, ask_contests, ask_regions, bases
from hattama.core.vocabulary import Contest
from hattama.phrases.of_rooms.forensics import forensics_document
from hattama.publish.views import render_json
from hattama.web.forensics.reading import (
    EarlierElection,
    Readings,
    answers_place,
    load_earlier,
    load_readings,
)
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.log.follow_log import one_moment
from hattama.web.kernel.log.snapshots import load_public_size
from hattama.web.kernel.pages.file_answers import made_state
from hattama.web.kernel.stores.durable_files import replace_file

SIMULATIONS = 200
MOST_SIMULATED = 500_000
"""So many stations are simulated at most: 200 elections of 2,500 stations, 48 of 10,223."""

PAUSE = datetime.timedelta(minutes=10)
LONG_PAUSE, MANY_PRECINCTS = datetime.timedelta(hours=1), 2_500
"""So long those of the next mark of the log wait after answers were asked for; longer of many precincts:
10,193 stations and their 21 regions took 235 s of the processor."""

_AFTER_SCANS = -10
_IN_HAND = (TaskResultStatus.READY, TaskResultStatus.RUNNING)


def answer_election(row: ElectionRow) -> None:
    """Put all answers of each contest in their place, of each region apart and last of all together: where
    these are, all are. Contests are asked together, as each is corrected for all. The seed of what is drawn
    is the size of the log.
    """
    contests = load_definition(row).election.contests
    with one_moment():
        state, size = made_state(row), load_public_size(row)
        held = [(load_readings(row, contest), load_earlier(row, contest)) for contest in contests]
    each = [_asked(readings, earlier, size) for readings, earlier in held]
    apart = ask_regions(each, lambda: _chance(size))
    for contest, (readings, earlier), whole, regions in zip(
        contests, held, ask_contests(each), apart, strict=True
    ):
        head = _head(row, contest, earlier) | {"tree_size": size}
        shown = []
        for one in regions:
            told: dict[str, Any] = {"region": one.region, "stations": one.stations}
            told |= {"leader": _leader(readings.last.within(one.region))}
            told |= forensics_document(one.answers, one.family, size)
            shown.append({key: told[key] for key in ("region", "stations", "asked", "deviating")})
            _put(answers_place(row, contest.code, state, one.region), head | told)
        all_told: dict[str, Any] = {"region": None, "regions": shown, "stations": len(readings.last.stations)}
        all_told |= {"leader": _leader(readings.last)} | forensics_document(*whole, size)
        _put(answers_place(row, contest.code, state), head | all_told)


def _asked(readings: Readings, earlier: EarlierElection | None, size: int) -> Asked:
    return Asked(
        readings.last,
        _chance(size),
        before=readings.first,
        earlier=earlier and earlier.figures,
        simulations=min(SIMULATIONS, MOST_SIMULATED // max(1, len(readings.last.stations))),
    )


def _head(row: ElectionRow, contest: Contest, earlier: EarlierElection | None) -> dict[str, Any]:
    against = earlier and {
        "election": earlier.election.pk,
        "contest": earlier.contest.code,
        "tree_size": earlier.tree_size,
    }
    form = load_definition(row).rules[contest.code].form
    of = dict(zip(("turnout_of", "shares_of"), bases(form), strict=True))
    return {"election": row.election_id, "contest": contest.code, "earlier": against} | of


def _leader(figures: StationFigures) -> str | None:
    """The code of the choice of which the answers speak."""
    return figures.choices[figures.leader] if figures.choices else None


def _chance(size: int) -> random.Random:
    return random.Random(size)  # noqa: S311 -- simulations, no secret


def _put(place: Path, told: Mapping[str, Any]) -> None:
    replace_file(place, render_json(told))
    for older in place.parent.glob("*.json"):
        if older != place:
            older.unlink(missing_ok=True)


@task(priority=_AFTER_SCANS)
def answer_job(election_id: str) -> None:
    """Answer, unless somebody has by now."""
    row = ElectionRow.objects.get(pk=election_id)
    if not _is_answered(row):
        answer_election(row)


def _is_answered(row: ElectionRow) -> bool:
    state = made_state(row)
    contests = load_definition(row).election.contests
    return all(answers_place(row, contest.code, state).exists() for contest in contests)


def ask_for_answers(election_id: str, *, now: datetime.datetime) -> None:
    """Put a job at the end of the queue where the answers are behind the log."""
    row = ElectionRow.objects.get(pk=election_id)
    if not _is_answered(row) and not _is_asked(row, now):
        answer_job.enqueue(row.pk)


def _is_asked(row: ElectionRow, now: datetime.datetime) -> bool:
    jobs = DBTaskResult.objects.filter(task_path=answer_job.module_path)
    precincts = AreaRow.objects.filter(election=row).exclude(kind="unit").count()
    pause = LONG_PAUSE if precincts > MANY_PRECINCTS else PAUSE
    return any(
        job.args_kwargs["args"] == [row.pk]
        for job in jobs
        if job.status in _IN_HAND or abs(job.enqueued_at - now) < pause
    )
