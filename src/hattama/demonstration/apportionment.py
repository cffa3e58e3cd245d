"""Whole numbers shared out exactly: by weight, by weight with ceilings, and in two directions at once."""

from collections.abc import Sequence

_FINE = 10**6


class DoesNotFit(ValueError):
    """The ceilings together are lower than the amount to be shared out."""


def apportion(total: int, weights: Sequence[int], ceilings: Sequence[int] | None = None) -> list[int]:
    """`total` shared out by `weights` with largest remainders; no share above its ceiling.

    Equal remainders go to the earlier place. A share of weight 0 gets nothing. Raises DoesNotFit where
    the ceilings (or weights of 0 throughout) leave no room for the whole of `total`.
    """
    shares = [0] * len(weights)
    open_places = [place for place, weight in enumerate(weights) if weight > 0]
    left = total
    while ceilings is not None:
        weight = sum(weights[place] for place in open_places)
        full = [place for place in open_places if left * weights[place] // weight >= ceilings[place]]
        if not full:
            break
        for place in full:
            shares[place] = ceilings[place]
            left -= ceilings[place]
        open_places = [place for place in open_places if shares[place] == 0 and ceilings[place] > 0]
        if left < 0 or (left and not open_places):
            raise DoesNotFit(total)
    if left:
        _share_by_largest_remainder(left, weights, open_places, shares)
    return shares


def _share_by_largest_remainder(
    total: int, weights: Sequence[int], places: Sequence[int], shares: list[int]
) -> None:
    weight = sum(weights[place] for place in places)
    if not weight:
        raise DoesNotFit(total)
    remainders = []
    left = total
    for place in places:
        shares[place], remainder = divmod(total * weights[place], weight)
        left -= shares[place]
        remainders.append((-remainder, place))
    for _, place in sorted(remainders)[:left]:
        shares[place] += 1


def apportion_both_ways(
    rows: Sequence[int], columns: Sequence[int], weights: Sequence[Sequence[int]]
) -> list[list[int]]:
    """A table of whole numbers whose rows and columns sum exactly to `rows` and `columns`.

    `weights[row][column]` (all positive) says how each row would like to be divided; the columns are
    first made to fit on average by one factor for each, then the last units are moved between columns,
    one vote in a row at a time. The sums of `rows` and `columns` must be equal.
    """
    if sum(rows) != sum(columns):
        raise DoesNotFit(sum(rows))
    table = _rounded_rows(rows, weights, _column_factors(rows, columns, weights))
    _move_last_units(table, columns)
    return table


def _column_factors(
    rows: Sequence[int], columns: Sequence[int], weights: Sequence[Sequence[int]]
) -> list[int]:
    factors = [_FINE] * len(columns)
    for _ in range(4):
        expected = [0] * len(columns)
        for row, row_weights in zip(rows, weights, strict=True):
            scaled = [weight * factor for weight, factor in zip(row_weights, factors, strict=True)]
            whole = sum(scaled)
            for column, part in enumerate(scaled):
                expected[column] += row * _FINE * part // whole
        factors = [
            max(1, factor * column * _FINE // wanted) if wanted else factor
            for factor, column, wanted in zip(factors, columns, expected, strict=True)
        ]
    return factors


def _rounded_rows(
    rows: Sequence[int], weights: Sequence[Sequence[int]], factors: Sequence[int]
) -> list[list[int]]:
    """Every row rounded to its sum; what a column loses by rounding in one row it is owed in the next."""
    owed = [0] * len(factors)
    table = []
    for row, row_weights in zip(rows, weights, strict=True):
        scaled = [weight * factor for weight, factor in zip(row_weights, factors, strict=True)]
        whole = sum(scaled)
        due = [row * _FINE * part // whole + debt for part, debt in zip(scaled, owed, strict=True)]
        cells = [max(0, amount // _FINE) for amount in due]
        _round_to(row, cells, due)
        owed = [amount - cell * _FINE for amount, cell in zip(due, cells, strict=True)]
        table.append(cells)
    return table


def _round_to(row: int, cells: list[int], due: Sequence[int]) -> None:
    """Bring `cells` to the sum `row`, one unit at a time where the claim is greatest or least."""
    missing = row - sum(cells)
    while missing > 0:
        column = max(range(len(cells)), key=lambda place: due[place] - cells[place] * _FINE)
        cells[column] += 1
        missing -= 1
    while missing < 0:
        given = [place for place, cell in enumerate(cells) if cell]
        column = min(given, key=lambda place: due[place] - cells[place] * _FINE)
        cells[column] -= 1
        missing += 1


def _move_last_units(table: list[list[int]], columns: Sequence[int]) -> None:
    surplus = [sum(row[column] for row in table) - wanted for column, wanted in enumerate(columns)]
    while any(surplus):
        for row in table:
            rich = max(range(len(columns)), key=lambda column: surplus[column])
            poor = min(range(len(columns)), key=lambda column: surplus[column])
            if surplus[rich] > 0 and row[rich]:
                row[rich] -= 1
                row[poor] += 1
                surplus[rich] -= 1
                surplus[poor] += 1
