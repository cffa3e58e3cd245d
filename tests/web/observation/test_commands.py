"""`hattama observation`: the operator takes an organisation down and lets accounts into it."""

import pytest

from hattama.web.kernel.accounts.policy import Role
from hattama.web.observation.policy import OrganisationDeed, may
from hattama.web.observation.tables import Organisation
from tests.web.people import person
from tests.web.tiny_election import ELECTION_ID

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_organisation_is_taken_down_renamed_and_gets_its_people(tiny, run):
    assert run("observation", "organisation", ELECTION_ID, "No!", "--kk", "Алма").code == 2
    assert run("observation", "organisation", ELECTION_ID, "alma").code == 2
    assert run("observation", "organisation", ELECTION_ID, "alma", "--kk", "Алма").code == 0
    assert run("observation", "organisation", ELECTION_ID, "alma", "--kk", "Алма 2").code == 0
    made = Organisation.objects.get()
    assert made.names == {"kk": "Алма 2"}
    user = person(Role.OBSERVATION, "KZ", username="aisha")
    assert "no account nobody" in run("observation", "member", ELECTION_ID, "alma", "nobody", "analyst").told
    assert (
        "no organisation else" in run("observation", "member", ELECTION_ID, "else", "aisha", "analyst").told
    )
    assert run("observation", "member", ELECTION_ID, "alma", "aisha", "reviewer").code == 0
    assert may(user, made, OrganisationDeed.REVIEW)
    assert not may(user, made, OrganisationDeed.ARRANGE)
