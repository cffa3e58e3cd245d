"""The files beside the log that follow from it: tables, states, and the manifest that names them."""

import base64
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial

from hattama.core.outcomes import counted_regions, counts_regions
from hattama.core.tabulation import Total
from hattama.core.vocabulary import Area
from hattama.publish.bundle import Snapshot
from hattama.publish.file_facts import FileDigest, FileFacts, facts_of
from hattama.publish.nights import (
    CUSTODY_TABLE,
    NIGHT_STATES,
    TIMELINE,
    render_custody_csv,
    render_night_states,
    render_timeline_csv,
)
from hattama.publish.state import AREA_STATES, PRECINCT_STATES, render_area_state
from hattama.publish.tables import render_totals_csv
from hattama.verification.foundation import FOUNDATION_FILES, Foundation
from hattama.verification.frames import Frame, standing_areas, standing_election
from hattama.verification.manifests import (
    ELECTION_FILE,
    Manifest,
    check_election_file,
    check_manifest,
    check_outcome_files,
)
from hattama.verification.nights import night_rules
from hattama.verification.parts import PartResult, Task, render_again
from hattama.verification.tables import IsIt, RenderAgain, check_chunks, check_pieces
from hattama.verification.totals import Answers
from hattama.verification.trees import Tree, full_files, recorded_at
from hattama.verification.trouble_kinds import WORDS_MISSING
from hattama.verification.troubles import Troubles

_PROTOCOLS = "protocols.csv"
_TOTALS = "totals.csv"


def check_files_beside(
    task: Task,
    manifest: Manifest,
    parts: Sequence[PartResult],
    answers: Answers,
    tree: Tree,
    frame: Frame,
    texts: Mapping[str, FileFacts | None],
    troubles: Troubles,
) -> Iterable[str]:
    """Hold tables, states, `election.json` and manifest against the log; the paths of all these files.

    `texts`: the facts of the file of records' texts, which was held against it before.
    """
    facts: dict[str, FileFacts | None] = dict(texts)
    for name in parts[0].tables:
        noted = Troubles()
        facts[name] = check_chunks(name, _chunks(task, name, parts), task.place, noted)
        if noted and name in (_PROTOCOLS, PRECINCT_STATES) and any(part.lacks_words for part in parts):
            noted = Troubles()
            noted.add(WORDS_MISSING.at(name))
        troubles.merge(noted)
    facts[_TOTALS] = check_pieces(_TOTALS, render_totals_csv(answers.tables), task.place, troubles)
    nights = [record for part in parts for record in part.nights]
    timeline = render_timeline_csv(nights, night_rules(task.foundation.pack, task.foundation.election))
    facts[TIMELINE] = check_pieces(TIMELINE, timeline, task.place, troubles)
    facts[CUSTODY_TABLE] = check_pieces(CUSTODY_TABLE, render_custody_csv(nights), task.place, troubles)
    facts[NIGHT_STATES] = check_pieces(NIGHT_STATES, render_night_states(nights), task.place, troubles)
    area_of = standing_areas(task.foundation, parts[0].frame, manifest.size)
    areas = _area_states(task.foundation, area_of, answers, parts[0].roster_end)
    facts[AREA_STATES] = check_pieces(AREA_STATES, areas, task.place, troubles)
    snapshot = _snapshot(task, manifest.size, parts, answers, tree, frame)
    facts[ELECTION_FILE] = check_election_file(snapshot, task.place, troubles)
    facts.update(check_outcome_files(snapshot, task.place, troubles))
    for name in FOUNDATION_FILES:
        facts[name] = facts_of(task.foundation.files[name])
    facts.update(full_files(tree, manifest.size))
    # Of a file that is not here nothing can be said: its absence is noted, the manifest's word is let pass.
    known = {name: fact or manifest.facts_of(name) for name, fact in facts.items()}
    root = base64.b64encode(tree.root_at(manifest.size)).decode("ascii")
    check_manifest(manifest, snapshot, root, known, troubles)
    return known


def _area_states(
    foundation: Foundation, area_of: Callable[[str], Area], answers: Answers, roster_end: int
) -> Iterator[bytes]:
    """The lines of all areas above the precincts."""
    totals: dict[str, dict[str, Total]] = {}
    for record in answers.tables:
        totals.setdefault(record.area_id, {})[record.contest] = record.total
    for area_id in foundation.units:
        children = foundation.areas.children_of.get(area_id, ())
        size = max(answers.last_of[area_id] + 1, roster_end)
        area, path = area_of(area_id), foundation.areas.path(area_id)
        yield render_area_state(area, path, children, totals.get(area_id, {}), size)


def _chunks(task: Task, name: str, parts: Sequence[PartResult]) -> Iterator[tuple[int, IsIt, RenderAgain]]:
    is_first = True
    for number, part in enumerate(parts):
        own = FileDigest() if number else None
        for chunk in part.tables.get(name, ()):
            again = partial(render_again, task, name, chunk, with_head=is_first)
            yield chunk.size, partial(chunk.is_it, own), again
            is_first = False


def _snapshot(
    task: Task, size: int, parts: Sequence[PartResult], answers: Answers, tree: Tree, frame: Frame
) -> Snapshot:
    foundation = task.foundation
    root = foundation.areas.root.area_id
    published: dict[str, int] = {}
    for part in parts:
        for contest, count in part.versions.items():
            published[contest] = published.get(contest, 0) + count
    national = {record.contest: record for record in answers.tables if record.area_id == root}
    definition, areas, rule_pack = (foundation.files[name] for name in FOUNDATION_FILES)
    return Snapshot(
        election=standing_election(foundation, frame, size),
        pack=foundation.pack,
        outcome_rules=foundation.outcome_rules,
        origin=task.origin,
        definition=definition,
        rule_pack=rule_pack,
        areas_csv=areas,
        tree_size=size,
        cut_at=recorded_at(task.place, size - 1, tree.size),
        published={contest: published.get(contest, 0) for contest in national},
        national=national,
        regions=_regions(foundation, answers),
        calendar=night_rules(foundation.pack, foundation.election).calendar,
        nights=lambda: (),
        totals=lambda: answers.tables,
    )


def _regions(foundation: Foundation, answers: Answers) -> dict[str, tuple[tuple[str, Total], ...]]:
    """The totals of all regions in the order of identifiers, for each contest whose rules count them."""
    root = foundation.areas.root.area_id
    units = [area for area in foundation.areas.children(root) if not area.is_precinct]
    regions = sorted(area.area_id for area in counted_regions(units))
    contests = foundation.election.contests
    counting = [c.code for c in contests if counts_regions(foundation.outcome_rules.get(c.kind))]
    held = {(record.contest, record.area_id): record.total for record in answers.tables}
    return {
        contest: tuple((region, held.get((contest, region), Total())) for region in regions)
        for contest in counting
    }
