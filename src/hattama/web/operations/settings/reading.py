"""All settings read at once, so that everything wrong with them is told at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hattama.web.operations.settings.database import database_settings
from hattama.web.operations.settings.environment import Environment
from hattama.web.operations.settings.faults import Gathering, SettingFault, SettingsRefused
from hattama.web.operations.settings.mail import mail_from
from hattama.web.operations.settings.production import Facts, production_faults
from hattama.web.operations.settings.store import store_settings


@dataclass(frozen=True, slots=True)
class Settings:
    """What the environment says, as Django wants it."""

    env: Environment
    database: dict[str, Any]
    mail: dict[str, Any]
    store: dict[str, Any]


def read_settings(variables: Mapping[str, str]) -> Settings:
    """What `variables` say. Raises SettingsRefused: every fault of shape and, in production, all others."""
    read, faults = _gathered(variables)
    if faults:
        if read.env.production:
            said = {fault.variable for fault in faults}
            faults += [fault for fault in production_faults(variables, Facts()) if fault.variable not in said]
        raise SettingsRefused(fault for fault in faults if fault.refuses)
    return read


def _gathered(variables: Mapping[str, str]) -> tuple[Settings, list[SettingFault]]:
    gathering = Gathering()
    env = Environment.gathered(variables, gathering)
    none: dict[str, Any] = {}
    database = gathering.read(database_settings, env.database_url, env.data_dir, instead=none)
    mail = gathering.read(mail_from, variables, instead=none)
    store = gathering.read(store_settings, variables, instead=none)
    return Settings(env, database, mail, store), gathering.faults
