"""Every state of a protocol × everybody × every deed: what the core allows, what the verbs accept and what
the desk offers are one and the same."""

import re
from dataclasses import replace

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from hattama.core.protocols import Ruling, Source, life_refusal, state_code
from hattama.core.protocols.life_table import TRANSITIONS
from hattama.core.vocabulary import Deed, DeedRefused, NotYours
from hattama.web.kernel.accounts.policy import Role
from hattama.web.kernel.accounts.roles import is_allowed, precinct_people
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.log.advance_log import advance_log
from hattama.web.protocols.change import annul_protocol, change_protocol, investigate_protocol
from hattama.web.protocols.desk.standing import _PAGES as PAGES
from hattama.web.protocols.enter import (
    confirm_protocol,
    decide_differences,
    end_rounds,
    enter_protocol,
    retype_fields,
)
from hattama.web.protocols.reading import next_deeds
from tests.drawn import DAY, drawn
from tests.web.people import person
from tests.web.protocols.life.people import DECISION, GROUNDS, acts, life, paper, reread, swapped
from tests.web.second_factor import enrol
from tests.web.tiny_election import ELECTION_ID, NIGHT, PARTY, area_row

DEEDS = [deed for deed in dict.fromkeys(row.deed for row in TRANSITIONS) if deed not in ("import", "publish")]
KEYS = ("votes[dala]", "votes[ozen]")
HERE = (ELECTION_ID, "P001", PARTY)
DECIDED = replace(GROUNDS, decision=replace(DECISION, decided_on=NIGHT.date()))
CHANGED = paper(**{"votes[dala]": 300, "votes[ozen]": 270})


def do(deed, user, read=None):
    """Do it as a person does whose form is filled in well."""
    area, when = area_row("P001"), {"now": NIGHT}
    rulings = [Ruling(key, Source.FIRST, "on the scan") for key in KEYS]
    verbs = {
        Deed.ENTER: lambda: enter_protocol(user, area, read or paper(), **when),
        Deed.RETYPE: lambda: retype_fields(user, area, reread(read or paper(), *KEYS), **when),
        Deed.END_ROUNDS: lambda: end_rounds(user, area, PARTY, "The second typist is ill.", **when),
        Deed.DECIDE: lambda: decide_differences(user, area, PARTY, rulings, **when),
        Deed.CONFIRM: lambda: confirm_protocol(user, area, PARTY, **when),
        Deed.CORRECT: lambda: change_protocol(deed, user, area, read or CHANGED, DECIDED, **when),
        Deed.RECOUNT: lambda: change_protocol(deed, user, area, read or CHANGED, DECIDED, **when),
        Deed.ANNUL: lambda: annul_protocol(user, area, PARTY, DECIDED, **when),
        Deed.OPEN_INVESTIGATION: lambda: investigate_protocol(
            deed, user, area, PARTY, reason="complaint", **when
        ),
        Deed.CLOSE_INVESTIGATION: lambda: investigate_protocol(
            deed, user, area, PARTY, reason="stands", **when
        ),
    }
    verbs[deed]()


TWO, ONE = "entries = 2", "entries = 1"
A_PERSON = '\nconfirmed_by = "person"'
DIFFER = [(Deed.ENTER, "aigul", paper()), (Deed.ENTER, "berik", swapped())]
ROUND = [(Deed.RETYPE, "aigul", paper()), (Deed.RETYPE, "berik", swapped())]
SAME = [(Deed.ENTER, "aigul", paper()), (Deed.ENTER, "berik", paper())]
LIVES = {
    "expected": (TWO, []),
    "entered_once": (TWO, SAME[:1]),
    "entered_once, of one": (ONE + A_PERSON, SAME[:1]),
    "entered_once, preliminary": (ONE + A_PERSON + "\npreliminary = true", SAME[:1]),
    "entries_differ": (TWO, DIFFER),
    "entries_differ, one has read again": (TWO, DIFFER + ROUND[:1]),
    "entries_differ, for a reviewer": (TWO, DIFFER + ROUND + ROUND),
    "entries_differ, ended": (TWO, [*DIFFER, (Deed.END_ROUNDS, "reviewer", None)]),
    "entered_twice": (TWO + A_PERSON, SAME),
    "published": (TWO, SAME),
    "published, decided by a head": (
        TWO,
        [*DIFFER, (Deed.END_ROUNDS, "reviewer", None), (Deed.DECIDE, "head", None)],
    ),
    "corrected": (TWO, [*SAME, (Deed.CORRECT, "head", swapped())]),
    "recounted": (TWO, [*SAME, (Deed.RECOUNT, "head", swapped())]),
    "under_investigation": (TWO, [*SAME, (Deed.OPEN_INVESTIGATION, "reviewer", None)]),
    "annulled": (TWO, [*SAME, (Deed.ANNUL, "head", None)]),
}


@pytest.fixture(params=list(LIVES))
def people(request, open_with):
    """The people of the precinct and above, when it has come so far; some of them hold two roles."""
    entry, steps = LIVES[request.param]
    everybody = vars(open_with(entry))
    those = {name: everybody[name] for name in ("aigul", "berik", "chair", "reviewer", "head")}
    those["head_and_chair"] = person(Role.CHAIR, "P001", username="head_and_chair")
    for deed, who, read in steps:
        do(deed, those[who], read)
    advance_log(ELECTION_ID, now=NIGHT)
    assert state_code(life()) == request.param.split(",")[0]
    # Whoever typed has risen; one of them still types here, and so does somebody who typed nothing.
    for name in ("aigul", "berik", "head_and_chair"):
        those[name].memberships.create(area=area_row("R1"), role=Role.TERRITORIAL_HEAD.value)
    those["berik"].memberships.filter(area=area_row("P001")).delete()
    for name in ("aigul", "berik"):
        enrol(those[name])
    return those


def accepted(deed, user):
    """Whether the verb does it, or how it is refused; what it did is undone, not what a refusal left."""
    try:
        with transaction.atomic():
            do(deed, user)
            raise Undone
    except Undone:
        return True
    except DeedRefused as refused:
        return type(refused)


class Undone(Exception):
    """Rolls back what a test did."""


def offered(client):
    """The deeds of which the page of where the protocol stands has a link or a form."""
    page = client.get(reverse("desk:done", args=HERE))
    if page.status_code == 403:
        return set()
    linked = set(re.findall(r'(?:href|action)="([^"#?]+)"', page.content.decode()))
    names = {deed: name for deed, (name, _) in PAGES.items()} | {Deed.END_ROUNDS: "desk:end_rounds"}
    return {deed for deed, name in names.items() if reverse(name, args=HERE) in linked}


def test_the_rule_the_verbs_and_the_desk_agree_about_everybody(people):
    area, rules = area_row("P001"), load_definition(area_row("P001").election).election.entry
    before, recorded, working = life(), len(acts()), precinct_people(area)
    # Three of them, others each day and in each state; the core is asked about everybody (test_life_table).
    for name, user in drawn(people.items(), 3, str(before)):
        client = Client(headers={"accept-language": "en"})
        client.force_login(user)
        wanted = {}
        for deed in DEEDS:
            refusal = life_refusal(before, deed, user.pk, rules, working)
            wanted[deed] = refusal or True
            if not is_allowed(user, deed, area):
                wanted[deed] = NotYours
        assert {deed: accepted(deed, user) for deed in DEEDS} == wanted, (name, DAY)
        may = {deed for deed, found in wanted.items() if found is True}
        assert set(next_deeds(user, area, PARTY)) == may, name
        assert offered(client) == may, name
    assert (life(), len(acts())) == (before, recorded), "what is refused leaves nothing behind"
