"""The example with open lists, from its roster to its outcome: votes for lists, and for persons on them."""

from __future__ import annotations

import datetime
import io
import json

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from hattama.cli.main import main
from hattama.formats.area_lists import parse_areas
from hattama.formats.election_definition import parse_election
from hattama.web.kernel.accounts.roles import Role
from hattama.web.kernel.accounts.tables import Membership
from hattama.web.kernel.elections.open_election import ElectionFiles, load_election, open_election
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.log.advance_log import advance_log
from hattama.web.kernel.log.export_bundle import export_bundle
from hattama.web.kernel.published.tables import PublishedProtocol
from tests.formats.test_open_lists import DEFINITION, FIGURES, FOLDER, PACK
from tests.web.kernel.pages.reading import read_page

pytestmark = pytest.mark.django_db

ELECTION_ID = "zz-open-lists"
LOADED_AT = datetime.datetime(2025, 5, 1, 9, 0, tzinfo=datetime.UTC)
WRONG = {"preferences[eva]": 151, "preferences[finn]": 160, "preferences[gwen]": 0}
SIGNED = {"signed_on": "2025-06-01", "signed_time": "22:40"}


@pytest.fixture
def typist() -> Client:
    """Somebody who types for both precincts of the election, which is open."""
    areas_csv = (FOLDER / "areas.csv").read_bytes()
    areas = parse_areas(io.BytesIO(areas_csv), "areas.csv", time_zone="UTC").areas
    election = parse_election(DEFINITION, "election.toml")
    load_election(ElectionFiles(election, areas, DEFINITION, areas_csv, PACK), now=LOADED_AT)
    open_election(ELECTION_ID, now=LOADED_AT)
    advance_log(ELECTION_ID, now=LOADED_AT)
    user = get_user_model().objects.create_user("typist", password="тоғыз қабат торқа")
    Membership.objects.create(
        user=user, area=AreaRow.objects.get(election_id=ELECTION_ID, code="zz"), role=Role.TYPIST.value
    )
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def address(area_id: str = "zz-1") -> str:
    return f"/en/desk/{ELECTION_ID}/{area_id}/assembly/"


def sent(**changes: int) -> dict[str, str]:
    figures = {key: str(value) for key, value in (FIGURES | changes).items()}
    return figures | SIGNED | {"action": "submit", "no_scan": "other"}


def test_the_form_has_a_fold_for_each_list_with_its_persons_in_the_lists_order(typist: Client) -> None:
    page = read_page(typist.get(address()))
    folds = page.all("details", **{"class": "persons"})
    assert [fold.all("summary")[0].text for fold in folds] == ["4 persons", "3 persons", "2 persons"]
    assert all("open" not in fold.attributes for fold in folds)
    boxes = [box.attributes["name"] for box in folds[1].all("input", **{"class": "digits"})]
    assert boxes == ["preferences[eva]", "preferences[finn]", "preferences[gwen]"]


def test_a_list_about_which_something_is_found_stands_unfolded(typist: Client) -> None:
    page = read_page(typist.post(address(), sent(**WRONG) | {"action": "check"}))
    folds = page.all("details", **{"class": "persons"})
    assert ["open" in fold.attributes for fold in folds] == [False, True, False]
    assert "The Lantern: Eva" in page.text


def test_votes_for_persons_go_from_the_form_to_the_outcome(typist: Client, capsys, tmp_path) -> None:
    assert typist.post(address(), sent()).status_code == 302
    explained = {"explanation": "A preference was counted twice."}
    assert typist.post(address("zz-2"), sent(**WRONG) | explained).status_code == 302

    wrong = PublishedProtocol.objects.get(area__code="zz-2")
    found = {(one["code"], one["row"]) for one in wrong.findings if one["code"].startswith("ZZ")}
    assert found == {("ZZ-O02", "lantern"), ("ZZ-O03", "eva"), ("ZZ-O03", "finn")}
    public = Client(headers={"accept-language": "en"})
    paper = read_page(public.get(f"/en/e/{ELECTION_ID}/a/zz-2/"))
    assert "The Lantern : Finn :" in paper.text
    (eva,) = paper.all("td", **{"data-figure": "preferences[eva]"})
    assert eva.text == "151"

    for place in (f"/en/e/{ELECTION_ID}/", f"/en/e/{ELECTION_ID}/a/zz-a/results/assembly/"):
        summed = read_page(public.get(place))
        assert [cell.text for cell in summed.all("td", **{"data-choice": "iris"})] == ["100"]
    result = read_page(public.get(f"/en/e/{ELECTION_ID}/results/assembly/"))
    # Four seats: 3, 1 and 0. A tenth of The Plough's 600 votes is 60, and Cora alone has as many.
    assert "Cora, 180: elected by votes." in result.text
    assert "Ada, place 1 on the list: elected by the list's order." in result.text

    document = json.loads(public.get(f"/data/{ELECTION_ID}/outcomes/assembly.json").content)
    plough = document["persons"][0]
    assert [one["person"] for one in plough["persons"] if one["elected"]] == ["ada", "ben", "cora"]

    bundle = tmp_path / "bundle"
    export_bundle(ElectionRow.objects.get(pk=ELECTION_ID), bundle)
    main(["verify", str(bundle)])
    assert capsys.readouterr().out.startswith("TRUE;")
