"""`hattama verify` finds true what this site publishes, outcomes included."""

import io
import json

import pytest
from django.test import Client

from hattama.cli.main import main
from hattama.formats.area_lists import parse_areas
from hattama.formats.election_definition import parse_election
from hattama.rulepacks import read_rulepack
from hattama.web.kernel.elections.open_election import ElectionFiles, load_election, open_election
from hattama.web.kernel.log.advance_log import advance_log
from hattama.web.kernel.log.bundle_store import public_store
from hattama.web.kernel.log.close_election import close_election
from hattama.web.kernel.log.refresh_bundle import refresh_bundle
from tests.web.tiny_election import (
    AREAS_CSV,
    ELECTION_ID,
    ELECTION_TOML,
    LOADED_AT,
    NIGHT,
    PARTY,
    SINGLE,
    annul,
    open_tiny,
    protocol,
    publish,
    scan_of,
    sound_figures,
)

pytestmark = pytest.mark.django_db(transaction=True)


def outcome(contest: str) -> dict:
    return json.loads(public_store(ELECTION_ID).read(f"outcomes/{contest}.json"))


def verified(capsys: pytest.CaptureFixture[str], *options: str) -> dict:
    folder = public_store(ELECTION_ID).folder
    status = main(["verify", str(folder), "--scans", "--json", "--lang", "en", *options])
    told = json.loads(capsys.readouterr().out)
    assert status == {"true": 0, "false": 1, "unchecked": 2, "qualified": 3}[told["verdict"]]
    assert {kind["code"] for kind in told["qualifies"]} == {"key-not-confirmed", "not-witnessed"}
    return told


def eventful_night() -> None:
    """Protocols sound, broken, illegible, with a blank line, annulled; two polling stations silent."""
    open_tiny()
    blank = sound_figures()
    del blank["invalid"]
    publish(
        protocol("P001"),
        protocol("P001", SINGLE),
        protocol("P002", figures=sound_figures(participants=700)),
        protocol("P003", figures=blank, illegible=frozenset({"invalid"})),
        protocol("P101", figures={key: value for key, value in blank.items() if key != "participants"}),
        protocol("P201"),
        scans={("P001", PARTY): scan_of("P001")},
    )
    annul("P201")


def test_a_night_and_its_closing_are_true(capsys):
    eventful_night()
    refresh_bundle(ELECTION_ID)
    assert verified(capsys)["verdict"] == "qualified"
    before = outcome(PARTY)
    close_election(ELECTION_ID, now=NIGHT)
    assert verified(capsys)["verdict"] == "qualified"
    after = outcome(PARTY)
    assert before["tree_size"] < after["tree_size"]
    assert {**before, "tree_size": None} == {**after, "tree_size": None}


def test_an_outcome_is_refreshed_when_totals_change_and_says_what_it_rests_on(capsys):
    eventful_night()
    refresh_bundle(ELECTION_ID)
    first = outcome(PARTY)
    assert (first["expected"], first["received"], first["annulled"]) == (6, 5, 1)
    # What is derived is lacking where one part of it is.
    assert first["lacking"] == [
        {"figure": "invalid", "protocols": 2},
        {"figure": "ballots_found", "protocols": 2},
    ]
    publish(protocol("P202", figures=sound_figures(**{"votes[dala]": 0, "votes[ozen]": 570})))
    refresh_bundle(ELECTION_ID)
    second = outcome(PARTY)
    votes = {told["tree_size"]: [choice["votes"] for choice in told["choices"]] for told in (first, second)}
    assert list(votes.values()) == [[4 * 370, 4 * 200], [4 * 370, 4 * 200 + 570]]
    assert verified(capsys)["verdict"] == "qualified"


def test_the_file_agrees_with_the_page(capsys):
    eventful_night()
    refresh_bundle(ELECTION_ID)
    for contest in (PARTY, SINGLE):
        told = outcome(contest)
        page = Client().get(f"/data/{ELECTION_ID}/outcomes/{contest}.json").json()
        assert {name: told[name] for name in ("status", "elected", "total_seats", "open_seats")} == {
            name: page[name] for name in ("status", "elected", "total_seats", "open_seats")
        }
        assert [step["code"] for step in told["steps"]] == [step["code"] for step in page["steps"]]
        assert [line["seats"] for line in told["choices"]] == [line["seats"] for line in page["choices"]]


def test_it_is_public_at_its_address():
    eventful_night()
    refresh_bundle(ELECTION_ID)
    answer = Client().get(f"/data/{ELECTION_ID}/bundle/outcomes/{PARTY}.json")
    assert answer.content == public_store(ELECTION_ID).read(f"outcomes/{PARTY}.json")
    assert Client().get(f"/data/{ELECTION_ID}/bundle/outcomes/..%2fmanifest.json").status_code == 404


def test_one_changed_seat_is_noticed_with_a_sentence(capsys):
    eventful_night()
    refresh_bundle(ELECTION_ID)
    path = public_store(ELECTION_ID).folder / f"outcomes/{PARTY}.json"
    seats = outcome(PARTY)["choices"][0]["seats"]
    data = path.read_bytes()
    path.write_bytes(data.replace(b'"seats":%d' % seats, b'"seats":%d' % (seats - 1), 1))
    told = verified(capsys)
    assert told["verdict"] == "false"
    (found,) = told["false"]
    assert found["code"] == "outcome-differs"
    assert found["first"][0]["says"] == (
        f"outcomes/{PARTY}.json: the outcome does not follow from the votes: "
        f"choices[0].seats = {seats - 1}, expected {seats}"
    )


def open_referendum() -> None:
    head = ELECTION_TOML[: ELECTION_TOML.index(b"[[contest]]")].replace(b"kz-2023", b"kz-2022-referendum")
    definition = (
        head
        + """
[[contest]]
code = "question"
kind = "referendum"
form = "referendum"
names = { kk = "Сұрақ", ru = "Вопрос", en = "Question" }

[[contest.choice]]
code = "for"
names = { kk = "Иә", ru = "Да", en = "For" }

[[contest.choice]]
code = "against"
names = { kk = "Жоқ", ru = "Нет", en = "Against" }
""".encode()
    )
    files = ElectionFiles(
        election=parse_election(definition, "election.toml"),
        areas=parse_areas(io.BytesIO(AREAS_CSV), "areas.csv", time_zone="Asia/Almaty").areas,
        definition=definition,
        areas_csv=AREAS_CSV,
        rule_pack=read_rulepack("kz-2022-referendum"),
    )
    load_election(files, now=LOADED_AT)
    open_election(ELECTION_ID, now=LOADED_AT)
    advance_log(ELECTION_ID, now=LOADED_AT)


def test_a_referendum_that_counts_regions_is_recomputed_with_them(capsys):
    open_referendum()
    figures = {
        **{"voters_listed": 1000, "ballots_issued": 690, "participants": 680, "both_marked": 11},
        **{"invalid": 17, "by_certificate": 3, "votes[for]": 525, "votes[against]": 127},
    }
    turned = figures | {"votes[for]": 127, "votes[against]": 525}
    publish(
        *(protocol(area, "question", figures=figures) for area in ("P001", "P002", "P101")),
        protocol("P201", "question", figures=turned),
    )
    close_election(ELECTION_ID, now=NIGHT)
    told = outcome("question")
    assert told["conclusions"][0]["share"] == f"{3 * 525 + 127}/{4 * 680}"
    regions = [step for step in told["steps"] if "regions" in step["code"]]
    assert regions, [step["code"] for step in told["steps"]]
    assert verified(capsys)["verdict"] == "qualified"


def test_a_list_of_areas_in_no_order_is_found_true(capsys: pytest.CaptureFixture[str]) -> None:
    """Neither by identifier nor by name: the site keeps its rows as people read them, the file as it came."""
    head, nation, first, second, *rest = AREAS_CSV.decode().splitlines(keepends=True)
    areas = (head, nation, second, first, *reversed(rest[:3]), *reversed(rest[3:]))
    open_tiny(ELECTION_TOML, "".join(areas).encode())
    publish(protocol("P001"))
    refresh_bundle(ELECTION_ID)
    assert verified(capsys)["verdict"] == "qualified"
