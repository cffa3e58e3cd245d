"""What a table of the open data is, and every table with its columns, in the words of `open_data.toml`."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from itertools import product
from typing import Any

from hattama.core.protocols import Form
from hattama.core.vocabulary import Area, Contest, Words, fill
from hattama.phrases import LANGUAGES
from hattama.publish.changes import ANNULLED, CORRECTION_COLUMNS, CORRECTIONS
from hattama.publish.nights import CUSTODY_COLUMNS, CUSTODY_TABLE, TIMELINE, TIMELINE_COLUMNS
from hattama.publish.open_tables import (
    AREA_KEY,
    AREAS,
    CHOICES,
    CONTESTS,
    SUM_COLUMNS,
    SUMS,
    TURNOUT,
    TURNOUT_COLUMNS,
    area_columns,
    area_texts,
    choice_columns,
    choice_languages,
    contest_columns,
    contest_languages,
)
from hattama.publish.tables import (
    FINDING_COLUMNS,
    FINDINGS,
    ILLEGIBLE,
    NOT_ON_BALLOT,
    PROTOCOLS,
    TOTAL_COLUMNS,
    TOTALS,
    VOTE_COLUMNS,
    VOTES,
    protocol_columns,
    single_figures,
)
from hattama.publish.whole_protocols import WHOLE, Places, line_words, whole_columns, whole_name


class Kind(StrEnum):
    """What stands in the cells of a column; an empty cell is always possible unless the column is needed."""

    TEXT = "text"
    IDENTIFIER = "identifier"
    """Text that names something; digits in it are no number."""
    INTEGER = "integer"
    FIGURE = "figure"
    """A whole number from a paper; empty where the paper is blank, `illegible` where it cannot be read,
    `annulled` where a protocol that was annulled no longer has one."""
    DECIMAL = "decimal"
    MOMENT = "moment"
    """ISO 8601 with seconds and the offset from UTC."""
    DAY = "day"
    FLAG = "flag"
    """1 or 0."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `needed`: no cell of it is empty."""

    name: str
    kind: Kind
    words: Words
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One table; `key` are the columns that together name a row, empty where two rows may be alike in all."""

    name: str
    title: Words
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()

    @property
    def stem(self) -> str:
        """The file name without its ending, which is also the name of the resource."""
        return self.name.removesuffix(".csv")

    @property
    def is_whole(self) -> bool:
        """Whether it has the protocols of one contest, one row each."""
        return self.name.startswith(WHOLE)

    def words_for(self, column: Column) -> tuple[str, ...]:
        """The words that may stand in the column in the place of a figure."""
        if column.kind is not Kind.FIGURE:
            return ()
        if self.is_whole:
            return (ILLEGIBLE, NOT_ON_BALLOT)
        is_new = (self.name, column.name) == (CORRECTIONS, "new")
        return (ILLEGIBLE, ANNULLED) if is_new else (ILLEGIBLE,)


_FIXED: Mapping[str, tuple[str, ...]] = {
    VOTES: VOTE_COLUMNS,
    SUMS: SUM_COLUMNS,
    TOTALS: TOTAL_COLUMNS,
    CORRECTIONS: CORRECTION_COLUMNS,
    FINDINGS: FINDING_COLUMNS,
    TIMELINE: TIMELINE_COLUMNS,
    CUSTODY_TABLE: CUSTODY_COLUMNS,
    TURNOUT: TURNOUT_COLUMNS,
}


def describe_tables(
    forms: Sequence[Form], areas: Sequence[Area], contests: Sequence[Contest]
) -> tuple[Table, ...]:
    """Every table in the order of the files. `forms` are those of the contests, in their order.

    KeyError for a column that nobody described.
    """
    texts, languages = area_texts(areas), choice_languages(contests)
    names = [("name", language) for language in languages]
    called = contest_languages(contests)
    return (
        _table(AREAS, area_columns(texts), _text_columns(texts)),
        _table(CONTESTS, contest_columns(called), _text_columns([("name", one) for one in called])),
        _table(CHOICES, choice_columns(languages), _text_columns(names)),
        _table(PROTOCOLS, protocol_columns(single_figures(forms)), _figure_columns(forms)),
        *(_table(name, head) for name, head in _FIXED.items()),
        *_whole_tables(forms, areas, contests),
    )


def _whole_tables(
    forms: Sequence[Form], areas: Sequence[Area], contests: Sequence[Contest]
) -> Iterator[Table]:
    """Of each contest its protocols as one row each, the columns in the words of the paper and the ballot."""
    places, told = Places(areas), _told()
    place = {"number": _columns("areas")["number"]}
    for level, language in product(places.levels, LANGUAGES):
        said = {
            one: fill(text, {"level": level, "language": language}) for one, text in told["place"].items()
        }
        place[f"{level}_{language}"] = Column(f"{level}_{language}", Kind.TEXT, Words.of(said))
    for contest, form in zip(contests, forms, strict=True):
        several = {figure.code for figure in form.figures if figure.group}
        lines = {
            key: Column(key, Kind.TEXT if key in several else Kind.FIGURE, _in_ours(words))
            for key, words in line_words(contest, form).items()
        }
        table = _table("protocols.csv", whole_columns(places, [(contest, form)]), place | lines)
        title = {one: f"{contest.names.say(one)}: {text}" for one, text in told["whole"]["title"].items()}
        yield replace(table, name=whole_name(contest), title=Words.of(title))


def _in_ours(words: Words) -> Words:
    """The words of a ballot in each language of the interface, whatever languages it was printed in."""
    return Words.of({language: words.say(language) for language in LANGUAGES})


def _table(name: str, head: Sequence[str], more: Mapping[str, Column] | None = None) -> Table:
    stem = name.removesuffix(".csv")
    said = _told()[stem]
    known = {**_columns("everywhere"), **(more or {}), **_columns(stem)}
    return Table(
        name, _words(said["title"]), tuple(known[one] for one in (AREA_KEY, *head)), tuple(said["key"])
    )


@lru_cache(maxsize=1)
def _told() -> Mapping[str, Any]:
    return tomllib.loads(files("hattama.publish").joinpath("open_data.toml").read_text("utf-8"))


def column_words(stem: str) -> dict[str, str]:
    """What each column of a table of the open data is, in English, by name. KeyError for no such table."""
    columns = {**_columns("everywhere"), **_columns(stem)}
    return {name: column.words.say("en") for name, column in columns.items()}


def _columns(section: str) -> Mapping[str, Column]:
    return {
        name: Column(name, Kind(said["kind"]), _words(said), said.get("needed", False))
        for name, said in _told()[section]["columns"].items()
    }


def _words(said: Mapping[str, Any]) -> Words:
    return Words.of({language: said[language] for language in LANGUAGES})


def _figure_columns(forms: Sequence[Form]) -> Mapping[str, Column]:
    """A column for each line that stands once; of two forms that share a code the first gives the words."""
    lines = {line.code: line.label for form in reversed(forms) for line in form.figures if not line.group}
    return {code: Column(code, Kind.FIGURE, words) for code, words in lines.items()}


def _text_columns(texts: Sequence[tuple[str, str]]) -> Mapping[str, Column]:
    told = _told()["texts"]
    return {
        f"{what}_{language}": Column(
            f"{what}_{language}",
            Kind.TEXT,
            Words.of({code: fill(text, {"language": language}) for code, text in told[what].items()}),
        )
        for what, language in texts
    }
