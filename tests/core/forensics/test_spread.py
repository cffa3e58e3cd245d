"""Spread between the stations of a district: too even is a question, too uneven is none."""

from random import Random

from hattama.core.forensics.spread import drawn_as_low, spread_of
from hattama.core.forensics.stations import Part, StationFigures, grouped
from tests.core.forensics.elections import agree, countries, election, vector


def districts(figures: StationFigures, key: str) -> dict[str, list[Part]]:
    rows = [row for row in figures.rows if row.cast <= row.voters and row.votes <= row.counted]
    if key == "leader":
        rows = [row for row in rows if row.counted > 0]
        return {name: [row.share for row in group] for name, group in grouped(rows).items()}
    rows = [row for row in rows if row.voters > 0]
    return {name: [row.turnout for row in group] for name, group in grouped(rows).items()}


def test_a_small_district_has_the_published_spread() -> None:
    case = vector("small")["spread_in_one_district"]
    spread = spread_of({"": list(zip(case["k"], case["n"], strict=True))})
    values = (spread.chi_squared, spread.df, spread.districts[0].p_low)
    agree(values, case, "chi2 df p_low")


@countries
def test_spread_between_the_stations_of_a_district(name: str) -> None:
    for key in ("leader", "turnout"):
        spread = spread_of(districts(election(name), key))
        low = [district.p_low for district in spread.districts]
        values = (
            len(spread.districts),
            spread.stations,
            spread.chi_squared,
            spread.df,
            spread.dispersion,
            spread.median_dispersion,
            sum(p < 0.05 for p in low),
            sum(p < 0.001 for p in low),
            len(spread.tested),
            sum(district.p_low < 0.001 for district in spread.tested),
        )
        agree(
            values,
            vector(name)["heterogeneity"][key],
            "districts stations chi2 df dispersion median_dispersion p_low_below_0_05 p_low_below_0_001 "
            "districts_5_or_more p_low_below_0_001_of_those",
        )


@countries
def test_districts_too_even_for_chance_are_those_published(name: str) -> None:
    spread = spread_of(districts(election(name), "leader"))
    low = {district.district: district for district in spread.tested if district.p_low < 0.001}
    published = vector("low_spread")["districts"][name]
    assert set(low) == {case["district"] for case in published}
    for case in published:
        district = low[case["district"]]
        values = (len(district.parts), district.pooled, district.dispersion, district.smallest_expected)
        agree(values, case, "stations pooled_share dispersion smallest_expected")
        shares = [k / n for k, n in district.parts]
        agree((district.p_low, min(shares), max(shares)), case, "p_low lowest_share highest_share")
        found, drawn = drawn_as_low(district, Random(20), draws=20_000, enough=20_001)
        error = 4 * (case["hypergeometric_draws_as_low_of_20000"] + found + 1) ** 0.5
        assert drawn == 20_000
        assert abs(found - case["hypergeometric_draws_as_low_of_20000"]) <= error
