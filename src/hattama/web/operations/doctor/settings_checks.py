"""Settings: what stands against production, and slips in the names of variables."""

from __future__ import annotations

from django.core import checks

from hattama.core.vocabulary import Message
from hattama.web.operations.doctor.patient import Answers, Patient, attention, or_good, wrong
from hattama.web.operations.find_demonstration_traces import find_demonstration_traces
from hattama.web.operations.settings.production import is_production, production_faults
from hattama.web.operations.watching.sentences import Judgement, Level

_GOOD = Message("The settings are fit for production.")
_TRIAL = Message("This is a trial: HATTAMA_PRODUCTION=1 is not given.")
_MEND_TRIAL = Message(
    "For a real election set HATTAMA_PRODUCTION=1: the site then refuses to start with unfit settings."
)
_FRAMEWORK = Message("Django's own checks find nothing.")
_SAYS = Message("Django says: {what}")
_MEND_FRAMEWORK = Message("Look {code} up in the reference of Django's checks.")
_MEND = Message("Mend the variable and start the site anew: docs/operator/production.md")


def check_settings(patient: Patient) -> Answers:
    """What stands against production; where this is none, it is told as something to look at."""
    yield from or_good(_faults(patient), "settings", _GOOD)


def _faults(patient: Patient) -> Answers:
    production = is_production(patient.variables)
    if not production:
        yield attention("settings.trial", _TRIAL, _MEND_TRIAL)
    for fault in production_faults(patient.variables, find_demonstration_traces()):
        level = Level.WRONG if fault.refuses and production else Level.ATTENTION
        yield Judgement(f"settings.{fault.variable}", level, fault.words, _MEND)


def check_framework(patient: Patient) -> Answers:
    """What Django's system checks say, ours among them; in production those of deployment, too."""
    said = checks.run_checks(include_deployment_checks=is_production(patient.variables))
    yield from or_good(_framework_says(said), "framework", _FRAMEWORK)


def _framework_says(said: list[checks.CheckMessage]) -> Answers:
    for one in said:
        if one.is_silenced() or one.level < checks.WARNING:
            continue
        answer = wrong if one.is_serious() else attention
        yield answer(f"framework.{one.id}", _SAYS, _MEND_FRAMEWORK, what=str(one.msg), code=str(one.id))
