"""The desk's pages of audits: what each says before a deed that nothing can mend."""

import re

import pytest
from django.test import Client

from hattama.web.audits.tables import AuditEntry
from hattama.web.kernel.accounts.roles import Role
from tests.web.audits.steps import DESK, PLACES, begin, commit, commitment, in_role, order, send
from tests.web.kernel.pages.reading import read_page
from tests.web.tiny_election import PARTY

pytestmark = pytest.mark.django_db


def opened(response) -> list[str]:
    """Which contests' plans stand open on the page."""
    found = read_page(response).all("details", cls="line")
    return [one.attributes["id"] for one in found if "open" in one.attributes]


def test_plans_of_many_contests_stay_shut_but_for_the_one_that_was_asked_for(
    counted, auditor: Client
) -> None:
    assert opened(auditor.get(DESK)) == []
    assert opened(auditor.get(DESK, {"contest": PARTY})) == [f"plan-{PARTY}"]


def test_whoever_goes_back_from_the_read_back_finds_the_contest_open_and_what_they_chose(
    counted, auditor: Client
) -> None:
    back = auditor.post(DESK, commitment("ballots") | {"limit": "1/100", "action": "edit"})
    assert opened(back) == [f"plan-{PARTY}"]
    page = back.content.decode()
    assert '<option value="ballots" selected>' in page and '<option value="1/100" selected>' in page


def test_before_it_is_committed_to_it_is_said_how_much_is_drawn_or_that_no_sample_can_do(
    counted, auditor: Client
) -> None:
    def read_back(method: str, limit: str) -> str:
        said = commitment(method) | {"limit": limit, "action": ""}
        return read_page(auditor.post(DESK, said)).one("dl", cls="summary-facts").text

    assert "Draws The margin is thin: count all ballots." in read_back("batches", "1/100")
    assert re.search(r"Draws \d+$", read_back("ballots", "1/10"))


def test_a_second_audit_of_a_contest_is_refused_for_that_before_it_is_read_back(counted, auditor) -> None:
    commit(auditor)
    again = auditor.post(DESK, commitment() | {"action": ""})
    assert again.status_code == 409 and "has an audit already" in read_page(again).text
    assert AuditEntry.objects.count() == 1


def test_the_list_of_audits_says_where_somebody_is_waited_for(counted, auditor: Client) -> None:
    begin(auditor)
    assert f"still to be counted: {len(PLACES)}" in read_page(auditor.get(DESK)).text


def test_an_order_says_which_of_its_codes_name_no_protocol_that_counts(counted, log_in) -> None:
    refused = order(log_in(Role.TERRITORIAL_HEAD, "D11"), "P001 P999 ZZ", action="")
    text = read_page(refused).text
    assert refused.status_code == 400 and "No protocol that counts has these codes here: P999, ZZ." in text


def test_a_recount_that_is_finished_says_what_it_shows_and_that_it_corrects_nothing(counted, log_in) -> None:
    order(log_in(Role.TERRITORIAL_HEAD, "D11"), "P001")
    one, two = (in_role(Role.CENTRAL_REVIEWER, name) for name in ("one", "two"))
    said = "It corrects no figure by itself."
    assert said not in read_page(one.get(DESK + "1/")).text
    send(one, "P001", dala=360, ozen=210)
    send(two, "P001", dala=360, ozen=210)
    assert said in read_page(one.get(DESK + "1/")).text
