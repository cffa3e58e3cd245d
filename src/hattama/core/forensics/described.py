"""Questions without a calibrated null: described in numbers, or drawn for readers who know them."""

from hattama.core.forensics.answers import Answer, Bars, Cell, Heat, Numbers, Percent, Table
from hattama.core.forensics.ballot_boxes import early_voting, no_invalid, portable_boxes
from hattama.core.forensics.calibrated import (
    DIGIT_HEADS,
    DISTRICT,
    REGION,
    SHARE,
    STATION,
    STATIONS,
    TOO_FEW,
    TURNOUT,
    VOTES,
    answering,
    draw_digits,
    missing,
    row_line,
)
from hattama.core.forensics.day_course import day_course
from hattama.core.forensics.digits import SECOND_DIGIT_LAW, second_digits
from hattama.core.forensics.observed import compare_observed
from hattama.core.forensics.questions import BY_CODE
from hattama.core.forensics.stations import Row, StationFigures
from hattama.core.forensics.turnout_share import (
    BINS,
    comet_tail,
    fitting_rows,
    histogram,
    mirror,
    relate,
    stuffing_model,
    tail_range,
)
from hattama.core.vocabulary import Message

FEWEST = 30
DRAWN_BINS = 50
ROW_HEADS = (REGION, DISTRICT, STATION, TURNOUT, SHARE)

_NO_BOXES = Message("The figures do not tell ballots of portable boxes or given out before the day.")
_NO_OBSERVERS = Message("The figures do not tell in each region which stations were observed.")
_OTHERS = Message("Votes of the others")
_IN_ORDINARY = Message(
    "The same in ordinary elections; some hundreds where villages vote as one (Bolivia 2019)"
)


def ask_turnout_share(figures: StationFigures) -> Answer:
    """Slope and correlation of turnout and share, the two-dimensional histogram, and the same by region."""
    rows = [row for row in fitting_rows(figures.rows) if row.fits]
    found = relate(rows) if len(rows) >= FEWEST else None
    if found is None:
        return missing("turnout_share", TOO_FEW.given(least=FEWEST, found=len(rows)))
    regions: dict[str, list[Row]] = {}
    for row in rows:
        regions.setdefault(row.station.region, []).append(row)
    lines = [
        (region, len(held), relation.slope, relation.correlation)
        for region, held in regions.items()
        if len(held) >= FEWEST and (relation := relate(held)) is not None
    ]
    cells = tuple((turnout, share, n) for (turnout, share), n in sorted(histogram(rows, DRAWN_BINS).items()))
    heads = (REGION, STATIONS, Message("Slope"), Message("Correlation"))
    width = 100 // DRAWN_BINS
    binned = tuple(
        (f"{t * width}–{(t + 1) * width}", f"{s * width}–{(s + 1) * width}", n) for t, s, n in cells
    )
    return answering("turnout_share", figures, len(rows))(
        values=(
            (Message("Slope of the leader's votes on turnout"), found.slope),
            (Message("Correlation of turnout and share"), found.correlation),
            (Message("Slope in ordinary elections, measured"), Numbers("0.37–0.77")),
            (Message("Correlation in ordinary elections, measured"), Numbers("−0.05–0.38")),
        ),
        tables=(
            Table("regions", Message("By region of 30 stations or more"), heads, tuple(lines)),
            Table("histogram", Message("Stations by turnout and share"), (TURNOUT, SHARE, STATIONS), binned),
        ),
        drawing=Heat(DRAWN_BINS, cells),
    )


def ask_invalid(figures: StationFigures) -> Answer:
    """Stations of 500 ballots and more without an invalid one."""
    found = no_invalid(figures.rows)
    if found is None:
        return missing("invalid", Message("The figures hold no invalid ballots."))
    return answering("invalid", figures, found.stations)(
        values=(
            (Message("Invalid of all ballots, %"), Percent(100 * found.share)),
            (Message("Stations of 500 ballots and more without an invalid one"), len(found.none)),
        ),
        tables=(_stations("none-invalid", found.none),),
    )


def _stations(code: str, rows: tuple[Row, ...]) -> Table:
    return Table(code, Message("Stations to look at"), ROW_HEADS, tuple(row_line(row) for row in rows))


def ask_portable_boxes(figures: StationFigures) -> Answer:
    """Ballots of portable boxes and from before the day."""
    rows = fitting_rows(figures.rows)
    boxes, early = portable_boxes(rows), early_voting(rows)
    if boxes is None and early is None:
        return missing("portable_boxes", _NO_BOXES)
    values: list[tuple[Message, Cell]] = []
    tables: list[Table] = []
    if boxes is not None:
        over = [row for row in rows if _portable(row) > 0.3]
        values += [
            (Message("Ballots from portable boxes, %"), Percent(100 * boxes.share)),
            (
                Message("Stations where they are above 10 %, and above 30 %"),
                f"{boxes.over_10} / {boxes.over_30}",
            ),
        ]
        if boxes.slope is not None:
            told = Numbers(f"{boxes.slope:.3f} ± {boxes.slope_error:.3f}")
            values.append((Message("Slope of the leader's share on them inside districts"), told))
        tables.append(_stations("portable", tuple(sorted(over, key=lambda row: -_portable(row)))))
    if early is not None:
        values.append((Message("Ballots given out before the day"), early.ballots))
        tables.append(_stations("early", early.over_a_fifth))
    return answering("portable_boxes", figures, len(rows))(
        values=tuple(values),
        tables=tuple(tables),
    )


def _portable(row: Row) -> float:
    return (row.station.portable or 0) / row.station.boxes if row.station.boxes else 0.0


def ask_day_course(figures: StationFigures) -> Answer:
    """Turnout over the day: falls, and late shares far from the district's."""
    found = day_course(figures.rows)
    if found is None:
        return missing("day_course", Message("The figures tell no turnout by hour."))
    fell = tuple(row for rows in found.falls for row in rows)
    far = sorted(found.far, key=lambda one: -abs(one.distance))
    lines = tuple((*row_line(one.row), Percent(100 * one.share), one.distance) for one in far)
    heads = (*ROW_HEADS, Message("Late share, %"), Message("Distance from the district"))
    return answering("day_course", figures, len(found.used))(
        values=(
            (Message("Stations whose turnout fell"), len(fell)),
            (Message("The last reading before the close"), figures.hours[-1] if figures.hours else None),
            (Message("Turnout after the last reading before the close, %"), Percent(100 * found.late_share)),
            (Message("Stations far from their district"), len(found.far)),
            (Message("Correlation of late share and leader's share inside districts"), found.correlation),
        ),
        tables=(
            _stations("fell", fell),
            Table("late", Message("Stations far from their district"), heads, lines),
        ),
    )


def ask_observed(figures: StationFigures, *, by_lot: bool) -> Answer:
    """Stations with observers against the others, with regions for strata; only where a lot sent them."""
    if not by_lot:
        return missing("observed", Message("Nobody said that a lot sent the observers."))
    strata: dict[str, list[tuple[Row, bool]]] = {}
    for row in figures.rows:
        if row.station.observed is not None:
            strata.setdefault(row.station.region, []).append((row, row.station.observed))
    found = compare_observed(strata) if strata else None
    if found is None:
        return missing("observed", _NO_OBSERVERS)
    low, high = (100 * end for end in found.interval)
    return answering("observed", figures, found.stations)(
        values=(
            (Message("Observed stations"), found.observed),
            (Message("Share by the observed stations, % (95 % interval)"), Numbers(f"{low:.2f}–{high:.2f}")),
            (Message("Official share, %"), Percent(100 * found.official)),
            (Message("Observed less official, points"), Percent(100 * found.difference)),
            (Message("Its standard error, points"), Percent(100 * found.error)),
        ),
        p=found.p,
    )


def ask_comet_tail(figures: StationFigures) -> Answer:
    """Votes of the leader and of the others by turnout: drawn, with the range of the figure."""
    rows = [row for row in fitting_rows(figures.rows) if row.fits]
    found = comet_tail(rows) if len(rows) >= FEWEST else None
    ends = tail_range(rows) if found is not None else None
    if found is None or ends is None:
        return missing("comet_tail", TOO_FEW.given(least=FEWEST, found=len(rows)))
    told = Numbers(f"{100 * ends[0]:.1f} … {100 * ends[1]:.1f} %")
    rows_of_table = tuple(
        (place, leader, others)
        for place, (leader, others) in enumerate(zip(found.leader, found.others, strict=True))
    )
    return answering("comet_tail", figures, len(rows))(
        values=(
            (
                Message("Range of the construction, of the leader's votes"),
                told,
            ),
            (Message("The same for Romania 2024, where nothing is known against it"), Numbers("24.6 %")),
        ),
        tables=(Table("by-turnout", BY_CODE["comet_tail"].title, (TURNOUT, VOTES, _OTHERS), rows_of_table),),
        drawing=Bars(
            tuple(str(place) for place in range(BINS)),
            tuple(map(float, found.leader)),
            tuple(map(float, found.others)),
            (VOTES, _OTHERS),
            TURNOUT,
            Message("Votes"),
        ),
    )


def ask_mirror(figures: StationFigures) -> Answer:
    """Ballots by turnout and the left side mirrored."""
    rows = [row for row in fitting_rows(figures.rows) if row.fits]
    found = mirror(rows) if len(rows) >= FEWEST else None
    if found is None:
        return missing("mirror", TOO_FEW.given(least=FEWEST, found=len(rows)))
    by_bin = [0] * BINS
    for row in rows:
        by_bin[min(BINS - 1, BINS * row.cast // row.voters)] += row.cast
    mode = int(found.mode * BINS)
    turned = [by_bin[min(place, 2 * mode - place)] if place <= 2 * mode else 0 for place in range(BINS)]
    lines = tuple(
        (place, seen, other) for place, (seen, other) in enumerate(zip(by_bin, turned, strict=True))
    )
    ballots, mirrored = Message("Ballots"), Message("Left side, mirrored")
    return answering("mirror", figures, len(rows))(
        values=((Message("Mirrored over all, in ordinary elections"), Numbers("0.50–1.18")),),
        tables=(Table("mirror", BY_CODE["mirror"].title, (TURNOUT, ballots, mirrored), lines),),
        drawing=Bars(
            tuple(str(place) for place in range(BINS)),
            tuple(map(float, by_bin)),
            tuple(map(float, turned)),
            (ballots, mirrored),
            TURNOUT,
            ballots,
        ),
    )


def ask_stuffing_model(figures: StationFigures) -> Answer:
    """Stations in the corner of high turnout and high share; no fraction of the model."""
    rows = [row for row in fitting_rows(figures.rows) if row.fits]
    found = stuffing_model(rows)
    if found is None:
        return missing("stuffing_model", TOO_FEW.given(least=50, found=len(rows)))
    if found.edge:
        return missing("stuffing_model", Message("The search for the first top stopped where it began."))
    corner = tuple(
        row for row in rows if 20 * row.cast >= 19 * row.voters and 20 * row.votes >= 19 * row.counted
    )
    return answering("stuffing_model", figures, len(rows))(
        values=(
            (Message("Stations with turnout and share from 95 %"), found.corner),
            (_IN_ORDINARY, "0–1"),
            (
                Message("Skewness of the logarithmic vote rate; in ordinary elections −1.7 to 1.5"),
                found.skewness,
            ),
        ),
        tables=(_stations("corner", corner),),
    )


def ask_second_digits(figures: StationFigures) -> Answer:
    """Second digits beside Benford's law: a drawing, and no probability."""
    found = second_digits([row.votes for row in figures.rows])
    if found is None:
        return missing("second_digits", TOO_FEW.given(least=50, found=len(figures.rows)))
    expected = tuple(found.counts * chance for chance in SECOND_DIGIT_LAW)
    lines = tuple((str(digit), found.digits[digit], expected[digit]) for digit in range(10))
    return answering("second_digits", figures, found.counts)(
        tables=(Table("second-digits", BY_CODE["second_digits"].title, DIGIT_HEADS, lines),),
        drawing=draw_digits(found.digits, expected),
    )
