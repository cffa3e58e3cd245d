"""The model: which rows are compared, what of them, and how much each agreement says (Fellegi and Sunter,
1969).

Weights come from the register itself: how often strangers agree by chance from pairs drawn at random, how
often the rows of one person agree from pairs that share a sound identity number. Where a register has too
few of those, `AGREEMENT` stands. Splink (Linacre and others, 2022) does the arithmetic, on DuckDB and Spark
alike.
"""

from collections.abc import Sequence
from typing import Any

DUPLICATE = 0.99
"""From this probability on a pair is called a duplicate; the rest, from REVIEW on, a clerk looks at."""

REVIEW = 0.30

FEWEST_LABELS = 2000
"""Pairs that share an identity number, from which agreements of one person's rows are learned."""

# How often the rows of one person fall into each level; the last is what is left to disagreement.
AGREEMENT = {
    # Two sound numbers of one person: the control digit finds nearly every slip.
    "identity": (0.998, 0.002),
    "surname": (0.84, 0.05, 0.03, 0.08),
    "given": (0.87, 0.05, 0.03, 0.05),
    "patronymic": (0.90, 0.05, 0.05),
    "born": (0.93, 0.03, 0.02, 0.02),
    "address": (0.60, 0.40),
}

BLOCKING = (
    ("identity",),
    ("born", "surname_key"),
    ("born", "given_key", "patronymic_key"),
    ("born_year", "surname_key", "given_key", "patronymic_key"),
    ("surname_key", "given_key", "address_key"),
)
"""Rows are compared that have all columns of a line in common; no line alone meets all mistakes."""

REVERSED = "l.born = r.born AND l.surname_key = r.reversed_key"
"""Surname and given name that changed places."""


SHARING_NUMBER = 0.5
"""How many of the pairs of one person's rows share its sound identity number."""


def chance_of_one_person(sharing: int, rows: int) -> float:
    """How likely two rows at random are one person's, by how many pairs share a number.

    Most registers let no number in twice: where no pair shares one, as if one did.
    """
    return min(0.5, max(1, sharing) / SHARING_NUMBER / max(1, rows * (rows - 1) / 2))


def settings(learned: bool, chance: float) -> Any:
    """The model as Splink's settings. `learned`: agreements will be learned from pairs of one identity
    number. `chance`: that two rows at random are one person's.
    """
    from splink import SettingsCreator, block_on
    from splink.blocking_rule_library import CustomRule

    return SettingsCreator(
        link_type="dedupe_only",
        probability_two_random_records_match=chance,
        comparisons=_comparisons(fixed=not learned),
        blocking_rules_to_generate_predictions=[
            *(block_on(*columns) for columns in BLOCKING),
            CustomRule(REVERSED),
        ],
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=False,
        unique_id_column_name="voter",
    )


def _comparisons(*, fixed: bool) -> list[Any]:
    from splink import comparison_level_library as levels

    born = [
        levels.ExactMatchLevel("born"),
        _rare("born_l = born_turned_r", "day and month changed places"),
        levels.LevenshteinLevel("born", 1),
    ]
    return [
        _comparison("identity", "identity", _identity(), fixed=True),
        _comparison("surname", "surname_key", [*_name("surname_key"), _reversed()], fixed=fixed),
        _comparison("given", "given_key", [*_name("given_key"), _reversed()], fixed=fixed),
        _comparison("patronymic", "patronymic_key", _name("patronymic_key"), fixed=fixed),
        _comparison("born", "born", born, fixed=fixed),
        _comparison("address", "address_key", [levels.ExactMatchLevel("address_key")], fixed=fixed),
    ]


RARE = 1e-5
"""How often strangers agree in what pairs drawn at random are too few to show."""


SHARED_NUMBER = 1e-6
"""How often two strangers have one sound number: a clerk's slip that happens to hold."""


def _identity() -> list[Any]:
    from splink import comparison_level_library as levels

    return [levels.ExactMatchLevel("identity").configure(u_probability=SHARED_NUMBER, fix_u_probability=True)]


def _rare(sql: str, label: str) -> Any:
    """A level which pairs of one number may not hold at all: it keeps the share that `AGREEMENT` gives it."""
    from splink import comparison_level_library as levels

    return levels.CustomLevel(sql, label).configure(
        u_probability=RARE, fix_u_probability=True, fix_m_probability=True
    )


def _reversed() -> Any:
    return _rare("surname_key_l = reversed_key_r AND reversed_key_l = surname_key_r", "changed places")


def _name(column: str) -> list[Any]:
    from splink import comparison_level_library as levels

    return [
        levels.ExactMatchLevel(column, term_frequency_adjustments=True),
        levels.LevenshteinLevel(column, 1),
    ]


def _comparison(name: str, column: str, found: Sequence[Any], *, fixed: bool) -> Any:
    """Levels of agreement in `column`, in order, then what is left; apart from all where it is missing."""
    from splink import comparison_level_library as levels
    from splink.comparison_library import CustomComparison

    every = [*found, levels.ElseLevel()]
    if name == "identity":
        every[-1].configure(u_probability=1 - SHARED_NUMBER, fix_u_probability=True)
    for level, share in zip(every, AGREEMENT[name], strict=True):
        level.configure(m_probability=share)
        if fixed:
            level.configure(fix_m_probability=True)
    return CustomComparison(output_column_name=name, comparison_levels=[levels.NullLevel(column), *every])
