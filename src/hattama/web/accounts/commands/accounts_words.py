"""Why a change of accounts is refused, for the operator."""

from __future__ import annotations

from hattama.core.vocabulary import Words
from hattama.web.kernel.accounts.change_rights import (
    AdministratorSeesNoFigures,
    NoSuchRole,
    RightsRefused,
    RoleDoesNotFitArea,
    RoleHeldAlready,
)

_WORDS: dict[type[RightsRefused], Words] = {
    RoleDoesNotFitArea: Words.of(
        {
            "kk": "бұл рөл мұндай аумаққа берілмейді",
            "ru": "эта роль не подходит территории",
            "en": "the role does not fit the area",
        }
    ),
    AdministratorSeesNoFigures: Words.of(
        {
            "kk": "бір адам бір сайлауда әрі әкімші, әрі басқа рөлде бола алмайды",
            "ru": "один человек не может быть в одних выборах и администратором, и кем-то ещё",
            "en": "one person cannot be administrator of an election and hold another role in it",
        }
    ),
    RoleHeldAlready: Words.of(
        {
            "kk": "бұл адамда мұндай рөл бар",
            "ru": "у этого человека уже есть эта роль",
            "en": "the person holds this role already",
        }
    ),
    NoSuchRole: Words.of(
        {
            "kk": "бұл адамда мұндай рөл жоқ",
            "ru": "у этого человека нет этой роли",
            "en": "the person does not hold this role",
        }
    ),
}


def refusal_words(refused: RightsRefused) -> Words:
    """The reason in all languages. KeyError for a reason without words."""
    return _WORDS[type(refused)]
