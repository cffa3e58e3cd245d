"""What a telephone takes along into a night without a network: empty forms, precincts, and no figure."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language

from hattama.core.protocols import EntryStep, LifeDeed
from hattama.core.vocabulary import Contest
from hattama.phrases import say
from hattama.web.kernel.accounts.roles import Deed, areas_for
from hattama.web.kernel.elections.loading import Definition, load_definition
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.published.browsing import ancestors_of
from hattama.web.offline.sealed_statements import seal_for_site
from hattama.web.protocols.desk.protocol_form import read_typed
from hattama.web.protocols.reading import life_states, next_deeds

MOST_PLACES = 60
"""Protocols on one telephone: whoever has more precincts than that does not enter them at night by thumb."""


def offline_kit(user: Any) -> dict[str, Any]:
    """The kit of `user`, in the language of the request: what may be entered now, and with which forms.

    `places` are named as drafts are; `forms` are pieces of a page by election and contest, empty. Whether a
    protocol waits for the first or the second entry is in it; what anybody typed is not.
    """
    places: list[dict[str, str]] = []
    forms: dict[str, str] = {}
    for row in ElectionRow.objects.filter(
        opened_at__isnull=False, closed_at__isnull=True, areas__memberships__user=user
    ).distinct():
        definition = load_definition(row)
        for area, contest, step in _open_places(user, row, definition):
            if len(places) == MOST_PLACES:
                break
            name = f"{row.pk}/{contest.code}"
            if name not in forms:
                forms[name] = _form(definition, contest, area)
            places.append(_place(row, area, contest, step))
    return {"seal": seal_for_site(), "places": places, "forms": forms}


def _open_places(
    user: Any, election: ElectionRow, definition: Definition
) -> list[tuple[AreaRow, Contest, EntryStep]]:
    mine = areas_for(user, Deed.ENTER_PROTOCOL, election).exclude(kind="unit")
    rows = list(mine.select_related("election").order_by("sort_key")[:MOST_PLACES])
    above = ancestors_of(rows)
    found = []
    for contest in definition.election.contests:
        states = life_states(rows, contest.code)
        for area in rows:
            path = [row.code for row in (*above[area.pk], area)]
            if contest.code not in {held.code for held in definition.contests_at(path)}:
                continue
            step = _step(user, area, contest.code, states[area.pk])
            if step is not None:
                found.append((area, contest, step))
    return sorted(found, key=lambda place: rows.index(place[0]))


def _step(user: Any, area: AreaRow, contest: str, state: str) -> EntryStep | None:
    if state == "expected":
        return EntryStep.FIRST
    if state == "entered_once" and LifeDeed.ENTER in next_deeds(user, area, contest):
        return EntryStep.SECOND
    return None


def _place(election: ElectionRow, area: AreaRow, contest: Contest, step: EntryStep) -> dict[str, str]:
    language = get_language() or "kk"
    return {
        "place": f"{election.pk}/{area.code}/{contest.code}",
        "election": election.pk,
        "area": area.code,
        "contest": contest.code,
        "step": step.value,
        "label": f"№ {area.number} · {say(contest.names, language)}",
        "commission": area.commission and _say(area.commission, language),
        "address": reverse("desk:enter", args=(election.pk, area.code, contest.code)),
        "definition_sha256": election.definition_sha256,
        "rule_pack_sha256": election.rule_pack_sha256,
    }


def _say(names: dict[str, str], language: str) -> str:
    return names.get(language) or next(iter(names.values()), "")


def _form(definition: Definition, contest: Contest, area: AreaRow) -> str:
    form = definition.rules[contest.code].form
    typed = read_typed(form, contest, {}, area.time_zone, get_language() or "kk")
    return render_to_string("offline/desk/offline_form.html", {"typed": typed})
