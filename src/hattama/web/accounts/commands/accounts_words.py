"""Why a change of accounts is refused, for the operator."""

from __future__ import annotations

from hattama.core.vocabulary import Message
from hattama.web.kernel.accounts.change_rights import (
    AdministratorSeesNoFigures,
    NoSuchRole,
    RightsRefused,
    RoleDoesNotFitArea,
    RoleHeldAlready,
)

_WORDS: dict[type[RightsRefused], Message] = {
    RoleDoesNotFitArea: Message("the role does not fit the area"),
    AdministratorSeesNoFigures: Message(
        "one person cannot be administrator of an election and hold another role in it"
    ),
    RoleHeldAlready: Message("the person holds this role already"),
    NoSuchRole: Message("the person does not hold this role"),
}


def refusal_words(refused: RightsRefused) -> Message:
    """The reason in all languages. KeyError for a reason without words."""
    return _WORDS[type(refused)]
