"""Questions that give a probability: whole percentages, last digits, too even districts and others."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from hattama.core.forensics.answers import SPEAKS_AT, Answer, Bars, Cell, Numbers, Percent, Probability, Table
from hattama.core.forensics.calibration import register_floor
from hattama.core.forensics.digits import last_digits
from hattama.core.forensics.equal_vectors import find_equal_vectors, is_of_one
from hattama.core.forensics.questions import BY_CODE
from hattama.core.forensics.rounding_screen import NothingToScreen, screen_rounding
from hattama.core.forensics.spikes import Spikes, find_spikes
from hattama.core.forensics.spread import (
    FEWEST_STATIONS,
    Chance,
    DistrictSpread,
    drawn_above,
    low_probability,
    spread_of,
)
from hattama.core.forensics.stations import Row, StationFigures, grouped
from hattama.core.forensics.tails import benjamini_hochberg, poisson_at_least
from hattama.core.forensics.two_elections import compare_elections
from hattama.core.forensics.two_readings import compare_readings
from hattama.core.forensics.whole_percentages import (
    FEWEST_STATIONS_OF_A_REGION,
    Hits,
    asked_rows,
    is_bounded,
    station_hits,
    tell_hits,
)
from hattama.core.vocabulary import Message

STATION, DISTRICT, REGION = Message("Station"), Message("District"), Message("Region")
STATIONS, OBSERVED, EXPECTED = Message("Stations"), Message("Observed"), Message("Expected")
P, P_CORRECTED = Message("p"), Message("p, corrected within the question")
VOTES, SHARE, TURNOUT = Message("Votes of the leader"), Message("Share, %"), Message("Turnout, %")

TOO_FEW = Message("Fewer than {least} stations give the figures that it asks for: {found}.")
_TOO_SMALL = Message("Half of the stations are too small: no size gives a median count of 50 votes.")
_NO_DISTRICT = Message("No district has {least} stations with these figures.")
_NO_PAIR = Message("No two stations of one district have equal totals of at least 100 votes.")
_NO_LEADER_BEFORE = Message("The earlier reading has no votes of the choice that leads in the last.")
_NO_JUMP = Message("No station jumped by 20 points in turnout and in share against its district.")
_ONE_SHARE = Message(
    "Only one choice has half a percent of the votes or more: its share follows from the whole."
)
_COARSE = Message("The totals are so small that chance alone often puts one near a tenth of a percent.")


def missing(code: str, reason: Message) -> Answer:
    """The question does not apply, and why."""
    return Answer(BY_CODE[code], reason=reason)


def answering(code: str, figures: StationFigures, stations: int) -> partial[Answer]:
    """Makes the answer of what was found on so many stations; the others are left out."""
    return partial(Answer, BY_CODE[code], stations=stations, left_out=len(figures.stations) - stations)


def percent(k: int, n: int) -> Percent:
    """k of n in percent."""
    return Percent(100 * k / n)


def ask_whole_percentages(figures: StationFigures) -> Answer:
    """Hits at whole percentages of turnout, of the leader's share, of either; and by region."""
    rows = asked_rows(figures.rows)
    if len(rows) < FEWEST_STATIONS_OF_A_REGION:
        return missing("whole_percentages", TOO_FEW.given(least=FEWEST_STATIONS_OF_A_REGION, found=len(rows)))
    hits_of_stations = station_hits(rows)
    found = tell_hits(hits_of_stations)
    bounded = tell_hits([hit for hit in hits_of_stations if is_bounded(hit.row)])
    lines = [
        (name, hits.stations, hits.observed, hits.expected, hits.z, Probability(hits.p))
        for name, hits in (
            ("T", found.turnout),
            ("S", found.share),
            ("T|S", found.either),
            ("T|S, 2–98 %", bounded.either),
        )
    ]
    return answering("whole_percentages", figures, len(rows))(
        values=(
            (Message("Stations at a whole percentage of turnout or share"), found.either.observed),
            (EXPECTED, found.either.expected),
            (
                Message("Excess, with its standard deviation"),
                Numbers(f"{found.either.excess:+.1f} ± {found.either.sd:.1f}"),
            ),
        ),
        p=found.either.p,
        tables=(
            Table("hits", Message("Turnout (T), share (S), one or the other"), _HITS_HEADS, tuple(lines)),
            _regions([(name, hits) for name, hits in found.by_region()]),
        ),
    )


_HITS_HEADS = (Message("What"), STATIONS, OBSERVED, EXPECTED, Message("Standard deviations"), P)


def _regions(regions: Sequence[tuple[str, Hits]]) -> Table:
    corrected = benjamini_hochberg([hits.p for _, hits in regions])
    rows = [
        (name, hits.stations, hits.observed, hits.expected, Probability(hits.p), Probability(after))
        for (name, hits), after in zip(regions, corrected, strict=True)
    ]
    rows.sort(key=lambda row: row[4])
    heads = (REGION, STATIONS, OBSERVED, EXPECTED, P, P_CORRECTED)
    return Table("regions", Message("By region of 30 stations or more"), heads, tuple(rows))


def ask_last_digits(figures: StationFigures) -> Answer:
    """The last digits of the leader's counts at stations large enough."""
    floor = register_floor(figures.rows)
    if floor is None:
        return missing("last_digits", _TOO_SMALL)
    large = [row for row in figures.rows if row.voters >= floor]
    found = last_digits([row.votes for row in large])
    if found is None:
        return missing("last_digits", TOO_FEW.given(least=50, found=len(large)))
    tenth = found.counts / 10
    rows = tuple((str(digit), seen, tenth) for digit, seen in enumerate(found.digits))
    return answering("last_digits", figures, len(large))(
        values=(
            (Message("Voters on the register, at least"), floor),
            (Message("χ² with 9 degrees"), found.chi_squared),
            (
                Message("Zeros and fives, of a fifth expected"),
                Numbers(f"{found.zero_or_five} / {2 * tenth:.1f}"),
            ),
            (Message("p of so many zeros and fives"), Probability(found.p_zero_or_five)),
            (
                Message("Equal last two digits, of a tenth expected"),
                Numbers(f"{found.repeats} / {found.pairs / 10:.1f}"),
            ),
            (Message("p of so few equal last two digits"), Probability(found.p_few_repeats)),
        ),
        p=found.p_uniform,
        tables=(Table("digits", Message("Last digits"), DIGIT_HEADS, rows),),
        drawing=draw_digits(found.digits, (tenth,) * 10),
    )


DIGIT_HEADS = (Message("Digit"), OBSERVED, EXPECTED)


def draw_digits(seen: Sequence[int], expected: Sequence[float]) -> Bars:
    """Stations by a digit of the leader's count."""
    names = (OBSERVED, EXPECTED)
    return Bars(
        tuple("0123456789"), tuple(map(float, seen)), tuple(expected), names, DIGIT_HEADS[0], STATIONS
    )


def ask_too_even(figures: StationFigures, chance: Chance) -> Answer:
    """Districts whose stations are more alike than drawing lots makes them; of all together by Simes (1986):
    it speaks where any district deviates."""
    rows = [row for row in figures.rows if row.fits]
    spread = spread_of({name: [row.share for row in group] for name, group in grouped(rows).items()})
    tested = spread.tested
    if not tested:
        return missing("too_even", _NO_DISTRICT.given(least=FEWEST_STATIONS))
    low = [low_probability(district, chance) for district in tested]
    corrected = benjamini_hochberg([p for p, _ in low])
    lines = [
        _district_line(district, p, after)
        for district, (p, _), after in zip(tested, low, corrected, strict=True)
        if p < SPEAKS_AT
    ]
    lines.sort(key=lambda line: float(line[6] or 0))
    return answering("too_even", figures, sum(len(district.parts) for district in tested))(
        values=(
            (Message("Districts of five stations or more"), len(tested)),
            (Message("Dispersion of the district in the middle (chance alone: 1)"), spread.median_dispersion),
            (Message("Districts below 5 %"), len(lines)),
            (Message("Districts below 5 % expected of lots"), len(tested) * SPEAKS_AT),
            (
                Message("Districts that deviate when all are taken together"),
                sum(p <= SPEAKS_AT for p in corrected),
            ),
        ),
        p=min(corrected),
        draws=drawn_above(low),
        tables=(Table("districts", Message("Districts below 5 %"), _DISTRICT_HEADS, tuple(lines)),),
    )


_DISTRICT_HEADS = (
    DISTRICT,
    STATIONS,
    SHARE,
    Message("Lowest share, %"),
    Message("Highest share, %"),
    Message("Dispersion"),
    P,
    P_CORRECTED,
)


def _district_line(district: DistrictSpread, p: float, corrected: float) -> tuple[Cell, ...]:
    shares = sorted(100 * k / n for k, n in district.parts)
    ends = Percent(shares[0]), Percent(shares[-1])
    share = Percent(100 * district.pooled)
    place = district.district
    return place, len(shares), share, *ends, district.dispersion, Probability(p), Probability(corrected)


def ask_equal_vectors(figures: StationFigures) -> Answer:
    """Pairs of stations with equal votes for every choice; p is of those that do not vote as one."""
    several = tuple(one for one in figures.stations if not is_of_one(one))
    found = find_equal_vectors(replace(figures, stations=several))
    if not found.pairs_of_equal_total:
        return missing("equal_vectors", _NO_PAIR)
    pairs = find_equal_vectors(figures)
    rows = tuple(
        (
            pair.district,
            pair.first.code,
            pair.second.code,
            " ".join(str(votes) for votes in pair.first.votes),
            "+" if pair.adjacent else "",
            "+" if is_of_one(pair.first) else "",
        )
        for pair in pairs.equal
    )
    heads = (
        DISTRICT,
        STATION,
        Message("Other station"),
        Message("Votes of both"),
        Message("Next in the list"),
        _OF_ONE,
    )
    return answering("equal_vectors", figures, found.stations)(
        values=(
            (Message("Pairs of one district with equal totals"), found.pairs_of_equal_total),
            (Message("Pairs with equal votes for every choice"), len(found.equal)),
            (EXPECTED, found.expected),
            (_OF_ONE, len(pairs.equal) - len(found.equal)),
            (Message("Longest run of equal leader's counts in the list"), pairs.longest_run),
        ),
        p=poisson_at_least(len(found.equal), found.expected),
        tables=(Table("pairs", Message("Pairs with equal votes for every choice"), heads, rows),),
    )


_OF_ONE = Message("Equal pairs, one choice above 95 %: not asked")


def ask_preliminary_final(before: StationFigures | None, figures: StationFigures) -> Answer:
    """Changes from an earlier reading of the same papers."""
    if before is None:
        return missing("preliminary_final", Message("No earlier reading of the same papers was given."))
    found = compare_readings(before, figures)
    if found is None:
        return missing("preliminary_final", _NO_LEADER_BEFORE)
    if not found.changed:
        return missing("preliminary_final", Message("Nothing changed between the two readings."))
    largest = sorted(found.changed, key=lambda change: -change.size)
    rows = tuple(
        (change.second.district, change.second.code, change.size, change.gains[found.leader])
        for change in largest
    )
    heads = (DISTRICT, STATION, Message("Sum of changes"), Message("Change of the leader"))
    return answering("preliminary_final", figures, found.stations)(
        values=(
            (Message("Stations that changed"), len(found.changed)),
            (Message("Sum of changes"), found.absolute),
            (Message("Change of the leader"), found.net[found.leader]),
            (Message("Sum of what all choices gained"), sum(found.net)),
            (Message("Stations where the leader rose, and fell"), f"{found.up} / {found.down}"),
            (Message("Leader less all others, in its standard deviations"), found.lean),
        ),
        p=found.p_sign,
        tables=(Table("changes", Message("Stations that changed"), heads, rows),),
    )


def ask_two_elections(earlier: StationFigures | None, figures: StationFigures) -> Answer:
    """The same stations in an earlier election."""
    if earlier is None:
        return missing("two_elections", Message("No earlier election was given."))
    found = compare_elections(earlier, figures)
    if not found.together + found.apart:
        return missing("two_elections", _NO_JUMP)
    rows = tuple(
        (
            shift.after.station.district,
            shift.after.station.code,
            Percent(100 * shift.turnout),
            Percent(100 * shift.share),
        )
        for shift in sorted(found.jumps, key=lambda shift: -shift.turnout)
    )
    heads = (DISTRICT, STATION, Message("Turnout against the district, points"), _SHARE_AGAINST)
    return answering("two_elections", figures, len(found.shifts))(
        values=(
            (Message("Stations with equal keys"), found.matched),
            (Message("Usual change of turnout, points"), Percent(100 * found.turnout_deviation)),
            (Message("Usual change of share, points"), Percent(100 * found.share_deviation)),
            (Message("Jumps of turnout with the share, and against it"), f"{found.together} / {found.apart}"),
        ),
        p=found.p,
        tables=(Table("jumps", Message("Turnout 25 points above the district"), heads, rows),),
    )


_SHARE_AGAINST = Message("Share against the district, points")


def ask_totals_rounding(figures: StationFigures) -> Answer:
    """Whether the totals of the whole election lie near tenths of a percent."""
    try:
        found = screen_rounding(list(zip(figures.choices, figures.totals, strict=True)))
    except NothingToScreen:
        return missing("totals_rounding", TOO_FEW.given(least=1, found=0))
    if len(found.shares) < 2:
        return missing("totals_rounding", _ONE_SHARE)
    if found.signal is None:
        return missing("totals_rounding", _COARSE)
    rows = tuple(
        (share.code, share.votes, float(share.distance), "+" if share.near else "") for share in found.shares
    )
    heads = (Message("Choice"), Message("Votes"), Message("Votes from a tenth of a percent"), Message("Near"))
    return answering("totals_rounding", figures, len(figures.stations))(
        values=((Message("Totals near a tenth of a percent"), found.near), (EXPECTED, float(found.expected))),
        p=float(found.tail),
        tables=(Table("totals", Message("Totals"), heads, rows),),
    )


def ask_spikes(figures: StationFigures) -> Answer:
    """Whole percentages at which stations stand together."""
    rows = asked_rows(figures.rows)
    if len(rows) < FEWEST_STATIONS_OF_A_REGION:
        return missing("spikes", TOO_FEW.given(least=FEWEST_STATIONS_OF_A_REGION, found=len(rows)))
    families = [
        (TURNOUT, find_spikes([row.turnout for row in rows])),
        (SHARE, find_spikes([row.share for row in rows])),
    ]
    tables = tuple(
        _spike_table(name, title, found)
        for name, (title, found) in zip(("turnout", "share"), families, strict=True)
    )
    marked = [
        (title, ", ".join(f"{spike.percent} %" for spike in found.marked) or "–") for title, found in families
    ]
    shares = families[1][1].percentages
    return answering("spikes", figures, len(rows))(
        values=tuple((title, which) for title, which in marked),
        p=min(1.0, 2 * min(spike.corrected for _, found in families for spike in found.percentages)),
        tables=tables,
        drawing=Bars(
            tuple(str(spike.percent) for spike in shares),
            tuple(float(spike.observed) for spike in shares),
            tuple(spike.expected for spike in shares),
            (OBSERVED, EXPECTED),
            SHARE,
            STATIONS,
        ),
    )


def _spike_table(name: str, title: Message, found: Spikes) -> Table:
    rows = tuple(
        (spike.percent, spike.observed, spike.expected, Probability(spike.p), Probability(spike.corrected))
        for spike in found.percentages
    )
    heads = (Message("Percent"), OBSERVED, EXPECTED, P, P_CORRECTED)
    return Table(f"spikes-{name}", title, heads, rows)


def row_line(row: Row) -> tuple[Cell, ...]:
    """A station as lists to download have it."""
    station = row.station
    return station.region, station.district, station.code, percent(*row.turnout), percent(*row.share)
