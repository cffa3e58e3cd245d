"""Names of roles and of changes of accounts, and why a change is refused, for people to read."""

from __future__ import annotations

from django.utils.translation import gettext_lazy, pgettext_lazy

from hattama.web.kernel.accounts.change_rights import (
    AdministratorSeesNoFigures,
    NoSuchRole,
    RoleDoesNotFitArea,
    RoleHeldAlready,
    RolesElsewhere,
)
from hattama.web.kernel.accounts.policy import ChangesOwnRights

ROLE_WORDS = {
    "typist": gettext_lazy("Typist of a precinct"),
    "chair": gettext_lazy("Chair of a precinct commission"),
    "territorial_reviewer": gettext_lazy("Reviewer of a territorial commission"),
    "territorial_head": gettext_lazy("Head of a territorial commission"),
    "central_reviewer": gettext_lazy("Reviewer of the central commission"),
    "central_head": gettext_lazy("Head of the central commission"),
    "auditor": gettext_lazy("Auditor"),
    "reader": gettext_lazy("Volunteer who reads papers again"),
    "administrator": gettext_lazy("Administrator of accounts"),
}
CHANGE_WORDS = {
    "made": gettext_lazy("account made"),
    "given": gettext_lazy("role given"),
    "taken": gettext_lazy("role taken away"),
    "closed": gettext_lazy("account closed"),
    "opened": gettext_lazy("account opened again"),
    "factor_removed": gettext_lazy("second factor removed"),
    "code_printed": gettext_lazy("code printed on a sheet"),
    "code_used": pgettext_lazy("what was changed", "passphrase set with the code of a sheet"),
    "device_key_made": gettext_lazy("telephone prepared for a night without a network"),
    "device_key_ended": gettext_lazy("key of a telephone ended"),
    "device_key_lost": gettext_lazy("telephone said to be lost: its key is void"),
}


class WrongInput(Exception):
    """A field of the form cannot be read; its name is the argument."""


_FIELDS = {
    "area": gettext_lazy("The election has no such area."),
    "role": gettext_lazy("Choose a role."),
    "login": gettext_lazy("A user name has 3 to 150 Latin letters, digits or the signs . @ + - _"),
    "name": gettext_lazy("A new account needs the person's name, at most 150 characters."),
}
_REFUSALS: dict[type[Exception], object] = {
    RoleDoesNotFitArea: gettext_lazy(
        "This role does not fit the area: a central one is held for the whole country, a territorial one "
        "above precincts."
    ),
    AdministratorSeesNoFigures: gettext_lazy(
        "One person cannot be administrator of an election and hold another role in it."
    ),
    RoleHeldAlready: gettext_lazy("The person holds this role already."),
    RolesElsewhere: gettext_lazy(
        "The person holds a role outside of your area, too. An administrator of all these areas changes it."
    ),
    NoSuchRole: gettext_lazy("The person does not hold this role any more."),
    ChangesOwnRights: gettext_lazy("Nobody changes their own rights. Ask another administrator."),
}


def refusal_sentence(refused: Exception) -> str:
    """Why the change was refused. KeyError for a reason that has no sentence."""
    if isinstance(refused, WrongInput):
        return str(_FIELDS[refused.args[0]])
    return str(_REFUSALS[type(refused)])
