"""Last, second and rounded digits are those published."""

import pytest

from hattama.core.forensics.digits import last_digits, second_digits
from hattama.core.forensics.tails import chi_squared_at_least
from tests.core.forensics.elections import SIZES, agree, countries, election, vector
from tests.core.forensics.not_asked import edged_digits, fifth_percents


@countries
def test_last_second_and_rounded_digits(name: str) -> None:
    rows, published = election(name).rows, vector(name)
    large = [row for row in rows if row.voters >= SIZES[name]]
    columns = {
        "leader": [row.votes for row in large],
        "issued_or_voted": [row.cast for row in large],
        "register": [row.voters for row in large],
    }
    for key, counts in columns.items():
        last = last_digits(counts)
        assert last is not None
        held = published["last_digit"][key]
        assert list(last.digits) == held["digit_counts"]
        values = (last.chi_squared, last.p_uniform, last.zero_or_five, last.p_zero_or_five)
        agree(values, held, "chi2 p zero_or_five p_zero_or_five")
        agree((last.pairs, last.repeats, last.p_few_repeats), held, "pairs repeats p_few_repeats")
    for key, counts in {"leader": [r.votes for r in rows], "issued_or_voted": [r.cast for r in rows]}.items():
        edged, held = edged_digits(counts), published["last_digit_count_at_least_100"][key]
        assert list(edged.observed) == held["observed"]
        assert list(edged.expected) == pytest.approx(held["expected"])
        values = (edged.chi_squared_uniform, edged.p_uniform, edged.chi_squared, edged.p)
        agree(values, held, "chi2_uniform p_uniform chi2_edge p_edge")
        second, held = second_digits(counts), published["second_digit_benford"][key]
        assert second is not None
        agree((second.counts, second.mean, second.z, second.chi_squared), held, "n mean z chi2")
        assert chi_squared_at_least(second.chi_squared, 9) == pytest.approx(held["p_chi2"], rel=1e-5)
    shares = {
        "result": fifth_percents([row.share for row in rows if row.counted > 0]),
        "turnout": fifth_percents([row.turnout for row in rows if row.voters > 0]),
    }
    for key, fifth in shares.items():
        held = published["multiples_of_five_percent"][key]
        values = (fifth.stations, fifth.multiples, fifth.share, fifth.z)
        agree(values, held, "stations multiples_of_5 share z")
