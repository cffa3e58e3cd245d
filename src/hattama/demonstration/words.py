"""The texts of the demonstration in Kazakh, Russian and English, from words.toml beside this module."""

import tomllib
from importlib.resources import files
from typing import Any, Final

from hattama.core.vocabulary import AreaKind, Words

_TEXTS: Final[dict[str, Any]] = tomllib.loads(
    files("hattama.demonstration").joinpath("words.toml").read_text("utf-8")
)
PARTIES: Final = {code: Words.of(names) for code, names in _TEXTS["party"].items()}
"""The seven lists in the order of the ballot, as drawn on 18 February 2023."""
PARTIES_2021: Final = {code: Words.of(names) for code, names in _TEXTS["party_2021"].items()}
"""The five lists of 10 January 2021, Amanat's and those of today by the codes they have today."""
REMARKS: Final[dict[str, dict[str, str]]] = _TEXTS["remark"]
"""What commissions say about a mistake, by its name: in Kazakh or in Russian."""
NO_ADDRESS: Final = Words(())


def words(name: str, **values: object) -> Words:
    """The text of this name with `values` where their names stand in braces."""
    return Words.of({language: text.format(**values) for language, text in _TEXTS[name].items()})


def notice_scaled(precincts: int, of: int, name: str = "notice_scaled") -> Words:
    """The sentence of this name, which says that the figures are scaled to `precincts` out of `of`."""
    few, all_of_them = (f"{number:,}".replace(",", "\u00a0") for number in (precincts, of))
    return words(name, few=few, all_of_them=all_of_them, precincts=precincts, of=of)


def precinct_address(kind: AreaKind, premises: int, street: int, house: int) -> Words:
    """A made-up address that says so: what the premises are, and for most a street and a house."""
    far_away = kind in (AreaKind.ABROAD, AreaKind.REMOTE, AreaKind.SHIP)
    address = _TEXTS["address_far_away" if far_away else "address_in_a_street"]
    what = _TEXTS["premises"][kind]
    return Words.of(
        {
            language: text.format(what=what[language], premises=premises, street=street, house=house)
            for language, text in address.items()
        }
    )
