"""The worked numbers of ../shared/vectors/audits, and the contests that they are about."""

import csv
import functools
import json
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from hattama.core.audits.assertions import Assertion, more_votes, over, pairs_of_lists, under
from hattama.core.audits.batch_comparison import Batch
from tests.shared_material import shared_path

SEED = "27182818284590452353"


def vectors(name: str) -> Any:
    """The contents of one file of vectors."""
    return json.loads(shared_path("vectors", "audits", name).read_text())


def list_assertions(case: Mapping[str, Any]) -> tuple[Assertion, ...]:
    """Everything said of one election by lists: who is over and under the threshold, and every pair."""
    base, share = frozenset((*case["votes"], "against_all")), Fraction(case["threshold"])
    bars = [
        (over if code in case["admitted"] else under)(code, share, base) for code in sorted(case["votes"])
    ]
    return (*bars, *pairs_of_lists({code: case["outcome"][code] for code in case["admitted"]}))


@functools.cache
def georgia() -> tuple[tuple[Batch, ...], tuple[dict[str, int], ...]]:
    """Precincts of Georgia 2024 as the commission reported them, and a second reading of the papers."""
    path = shared_path("data", "ge_2024_parliament_protocols.csv")
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["cec_CAND41"]]
    rows.sort(key=lambda row: (int(row["district"]), int(row["precinct"])))
    codes = [name.removeprefix("cec_CAND") for name in rows[0] if name.startswith("cec_CAND")]
    batches, counted = [], []
    for row in rows:
        reported = {code: int(row[f"cec_CAND{code}"] or 0) for code in codes}
        again = {code: int(row[f"hand_p_{code}"] or 0) for code in codes}
        most = max(int(row["hand_f_05"] or 0), sum(reported.values()), sum(again.values()))
        batches.append(Batch(f"{row['district']}.{row['precinct']}", reported, most))
        counted.append(again)
    return tuple(batches), tuple(counted)


@functools.cache
def georgian_contests() -> tuple[tuple[Assertion, ...], ...]:
    """Plurality, majority, 69 seats, 9 seats: in the order of batches.json."""
    codes = sorted(georgia()[0][0].votes)
    plurality = tuple(more_votes("41", code) for code in codes if code != "41")
    majority = (over("41", Fraction(1, 2), frozenset(codes)),)
    lists = [list_assertions(case) for case in vectors("proportional.json")["cases"][2:]]
    return (plurality, majority, *lists)
