"""Steps of audits and recounts at the desk, that their tests share."""

import json

from django.test import Client

from hattama.web.kernel.accounts.roles import Role
from tests.web.people import person
from tests.web.tiny_election import PARTY

DESK, PUBLIC = "/en/desk/tiny/audits/", "/en/e/tiny/audits/"
SEED = "27182818284590452353"
PLACES = ("P001", "P002", "P003", "P101", "P201", "P202")
SAME = {"dala": 370, "ozen": 200, "against_all": 30, "invalid": 12, "ballots_found": 612, "registered": 1000}


def in_role(role: Role, name: str, area: str = "KZ") -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(person(role, area, username=name))
    return client


def commitment(method: str = "batches") -> dict[str, str]:
    return {"contest": PARTY, "method": method, "limit": "1/10", "action": "submit"}


def commit(auditor: Client, method: str = "batches"):
    return auditor.post(DESK, commitment(method))


def throw(auditor: Client, **changes: str):
    said = {
        "action": "submit",
        "step": "seed",
        "seed": SEED,
        "place": "Hall",
        "people": "Observers of two parties",
    }
    return auditor.post(DESK + "1/", said | changes)


def draw(auditor: Client, count: str = "60"):
    return auditor.post(DESK + "1/", {"action": "draw", "count": count})


def begin(auditor: Client, count: str = "60") -> None:
    """Committed to, the seed thrown, the first papers drawn."""
    commit(auditor)
    throw(auditor)
    draw(auditor, count)


def told(number: int = 1) -> dict:
    return json.loads(Client().get("/data/tiny/audits.json").content)["audits"][number - 1]


def figures_asked(client: Client, area: str, number: int = 1) -> list[str]:
    return [code for code, *_ in client.get(f"{DESK}{number}/{area}/").context["codes"]]


def send(client: Client, area: str, number: int = 1, **changes: object):
    asked = figures_asked(client, area, number)
    return client.post(f"{DESK}{number}/{area}/", {code: (SAME | changes)[code] for code in asked})


def order(head: Client, areas: str, authority: str = "territorial_commission", **more: object):
    said = {
        "contest": PARTY,
        "areas": areas,
        "authority": authority,
        "number": "7",
        "decided_on": "2023-03-21",
        "action": "submit",
    }
    return head.post(DESK + "recount/", said | more)
