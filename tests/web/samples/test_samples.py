"""A sample from its seal to the quick count: who may, what is refused, what the public sees."""

import csv
import datetime
import io
import json
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hattama.core.entries import sealed_digest
from hattama.core.observation import Frame, FrameStation, draw_sample
from hattama.formats.samples import render_sample
from hattama.verification.checking import Asked, check_bundle
from hattama.verification.folders import FolderPlace
from hattama.web.kernel.accounts.policy import Role
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.export_bundle import export_bundle
from hattama.web.kernel.log.tables import LogEntry
from hattama.web.samples.reading import contest_of
from hattama.web.samples.record import seal_digest
from tests.verification.made_bundle import verify
from tests.web.people import person
from tests.web.tiny_election import ELECTION_ID, NIGHT, PARTY, area_row, protocol, publish, sound_figures

pytestmark = pytest.mark.django_db
DESK, PAGE = f"/en/desk/{ELECTION_ID}/samples/", f"/en/e/{ELECTION_ID}/samples/"
SALT = "5" * 64
FRAME = Frame.of(FrameStation(f"S{n:03}", "ab"[n % 2], "", 500 + n) for n in range(200))
LIST = render_sample(draw_sample(FRAME, {"a": 10, "b": 10}, "31415926535897932384")).encode()
DRAWN = [one["station"] for stratum in json.loads(LIST)["strata"] for one in stratum["stations"]]


def results(stations: list[str]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["station", "votes_dala", "votes_ozen", "cast", "invalid"])
    for n, station in enumerate(stations):
        dala, ozen = 300 + 7 * n, 150 + 5 * (n % 4)
        writer.writerow([station, dala, ozen, dala + ozen + 3, 3])
    return out.getvalue().encode()


def sealed(client: Client, data: bytes = LIST, **sent: str) -> Any:
    told = {"action": "seal", "sample": "night", "organisation": "Example", "opens_at": ""}
    return client.post(DESK, told | {"digest": sealed_digest(data, SALT)} | sent)


def opened(client: Client, data: bytes = LIST, salt: str = SALT, seal: int | None = None) -> Any:
    index = LogEntry.objects.filter(kind="seal").latest("index").index if seal is None else seal
    file = SimpleUploadedFile("sample.json", data)
    return client.post(DESK, {"action": "open", "seal": str(index), "salt": salt, "file": file})


def published(client: Client, data: bytes) -> Any:
    file = SimpleUploadedFile("results.csv", data)
    return client.post(DESK, {"action": "publish", "sample": "night", "file": file})


@pytest.fixture
def auditor(tiny: ElectionRow) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(person(Role.AUDITOR, "KZ"))
    return client


def said(client: Client, address: str = PAGE) -> str:
    return " ".join(client.get(address).content.decode().split())


def test_a_list_is_sealed_opened_and_counted_in_public(auditor: Client, client: Client) -> None:
    assert "No sample has been sealed." in said(client)
    assert sealed(auditor).status_code == 302
    page = said(client)
    assert sealed_digest(LIST, SALT) in page
    assert "The list is closed." in page
    assert DRAWN[0] not in page
    assert opened(auditor).status_code == 302
    assert "No results have been opened yet." in said(client)
    assert published(auditor, results(DRAWN[:8])).status_code == 302
    early = client.get(f"/data/{ELECTION_ID}/samples/night/estimate.json").json()
    assert published(auditor, results(DRAWN)).status_code == 302
    late = client.get(f"/data/{ELECTION_ID}/samples/night/estimate.json").json()
    assert (early["reported"], late["reported"], late["drawn"]) == (8, 20, 20)
    page = said(client)
    for words in ("Dala party", "of the valid votes", "the very same stations", "results opened"):
        assert words in page
    drawing = client.get(f"/data/{ELECTION_ID}/samples/night/estimate.svg")
    assert drawing.content.startswith(b"<svg ")
    (sha256,) = {entry["sha256"] for entry in _bodies("unsealing")[:1]}
    assert client.get(f"/data/{ELECTION_ID}/samples/night/{sha256}").getvalue() == LIST
    assert client.get(f"/data/{ELECTION_ID}/samples/night/{'0' * 64}").status_code == 404


def test_what_is_said_goes_no_further_than_the_stations_that_told_their_votes(
    auditor: Client, client: Client
) -> None:
    sealed(auditor)
    opened(auditor)
    limit = "hold only as far as the missing ones voted like those of their stratum"
    published(auditor, results(DRAWN))
    assert limit not in said(client) and "from 20 of 20 stations" in said(client)
    *rows, last = results(DRAWN).decode().splitlines()
    turnout_alone = f"{last.split(',')[0]},,,400,"
    published(auditor, "\n".join([*rows, turnout_alone]).encode())
    assert "from 19 of 20 stations" in said(client) and limit in said(client)
    assert "did not report" not in said(client)


def _bodies(kind: str) -> list[dict[str, Any]]:
    rows = LogEntry.objects.filter(kind=kind).order_by("index")
    return [json.loads(bytes(row.body)) for row in rows]


@pytest.mark.parametrize("language", ["", "ru/", "en/"])
def test_the_page_stands_in_three_languages(auditor: Client, client: Client, language: str) -> None:
    sealed(auditor)
    opened(auditor)
    published(auditor, results(DRAWN))
    answer = client.get(f"/{language}e/{ELECTION_ID}/samples/")
    assert answer.status_code == 200
    titles = {"": "Жедел санау", "ru/": "Быстрый подсчёт", "en/": "Quick counts"}
    assert titles[language] in answer.content.decode()


EVERYWHERE = ("P001", "P002", "P003", "P101", "P201", "P202")


@pytest.mark.parametrize(
    ("frame", "drawn", "of", "share"),
    [
        (EVERYWHERE, 4, "KZ", 0.6),
        (EVERYWHERE[:4], 3, "R1", 0.7),
        (EVERYWHERE[:5], 4, None, None),
        ((*EVERYWHERE[:5], "S999"), 6, None, None),
    ],
)
def test_official_shares_stand_beside_only_where_they_are_of_the_stations_that_could_be_drawn(
    auditor: Client, client: Client, frame: tuple[str, ...], drawn: int, of: str | None, share: float | None
) -> None:
    listed = draw_sample(Frame.of(FrameStation(code, "a") for code in frame), {"a": drawn}, "3" * 20)
    data = render_sample(listed).encode()
    sealed(auditor, data)
    opened(auditor, data)
    published(auditor, results(list(listed.stations)))
    assert ("Official shares stand here once" in said(client)) == (of is not None)
    for code in EVERYWHERE:
        dala = 70 if code in EVERYWHERE[:4] else 40
        votes = {"votes[dala]": dala, "votes[ozen]": 100 - dala, "against_all": 0, "participants": 100}
        publish(protocol(code, figures=sound_figures(PARTY) | votes))
    told = client.get(f"/data/{ELECTION_ID}/samples/night/estimate.json").json()
    (dala,) = (one for one in told["bases"][0]["choices"] if one["choice"] == "dala")
    page = said(client)
    assert told["official_area"] == of
    assert "Official shares stand here once" not in page
    assert ("only where they are of the very same stations" in page) == (of is None)
    if of is None:
        assert dala["official"] is None
    else:
        assert dala["official"]["share"] == share
        assert dala["official"]["words"]["en"] in page
        assert f'Official shares are of: <a href="/en/e/{ELECTION_ID}/a/{of}/">' in page


def test_results_whose_choices_are_of_several_contests_are_held_against_none() -> None:
    def contest(code: str, *choices: str) -> SimpleNamespace:
        return SimpleNamespace(code=code, choices=[SimpleNamespace(code=one) for one in choices])

    def found(*told: str) -> str | None:
        contests = [contest("d1", "a", "b", "c"), contest("d2", "a", "b"), contest("d3", "b", "c", "e")]
        definition: Any = SimpleNamespace(election=SimpleNamespace(contests=contests))
        bases = [{"choices": [{"choice": one} for one in (*told, "against_all")]}]
        of: Any = contest_of(definition, {"bases": bases})
        return of and of.code

    assert (found("a", "b"), found("c", "e")) == ("d2", "d3")
    assert [found("b", "c"), found("z"), found()] == [None, None, None]


def test_results_under_embargo_are_sealed_first_and_not_opened_before_their_hour(auditor: Client) -> None:
    sealed(auditor)
    opened(auditor)
    data, hour = results(DRAWN), "2999-01-01T20:00"
    assert sealed(auditor, data, about="sample_results", opens_at=hour).status_code == 302
    answer = opened(auditor, data)
    assert answer.status_code == 400
    assert "that has not come" in answer.content.decode()
    assert _bodies("unsealing")[-1]["bytes"] == len(LIST)


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"sample": "Night!"}, "small Latin letters"),
        ({"organisation": "  "}, "which organisation"),
        ({"digest": "12"}, "64 digits"),
        ({"opens_at": "tomorrow"}, "a date and a time"),
        ({"about": "sample_results"}, "First the list"),
    ],
)
def test_a_seal_that_cannot_be_is_refused_in_words(auditor: Client, sent: dict[str, str], words: str) -> None:
    answer = sealed(auditor, **sent)
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert not LogEntry.objects.filter(kind="seal").exists()


def test_nobody_seals_two_lists_of_one_name_or_opens_another_file(auditor: Client) -> None:
    sealed(auditor)
    assert "choose another name" in sealed(auditor).content.decode()
    altered = LIST.replace(DRAWN[0].encode(), b"S999", 1)
    assert "not what was sealed" in opened(auditor, altered).content.decode()
    assert "not what was sealed" in opened(auditor, salt="6" * 64).content.decode()
    assert opened(auditor).status_code == 302
    assert "open already" in opened(auditor).content.decode()


def test_faults_of_a_file_are_named_and_nothing_is_taken_in(auditor: Client) -> None:
    sealed(auditor)
    opened(auditor)
    answer = published(auditor, results([*DRAWN[:3], "S999"]))
    assert answer.status_code == 400
    assert "results.csv, station: this station was not drawn: S999" in answer.content.decode()
    assert len(_bodies("seal")) == 1


@pytest.mark.parametrize("role", [Role.CENTRAL_HEAD, Role.TYPIST, Role.READER])
def test_a_commission_seals_no_sample(log_in: Any, tiny: ElectionRow, role: Role) -> None:
    where = "P001" if role is Role.TYPIST else "KZ"
    assert sealed(log_in(role, where)).status_code == 403


@pytest.mark.parametrize("changed", [False, True])
def test_whoever_takes_the_bundle_finds_a_list_altered_by_one_station(
    auditor: Client, tmp_path: Any, tiny: ElectionRow, changed: bool
) -> None:
    sealed(auditor)
    opened(auditor)
    export_bundle(ElectionRow.objects.get(), tmp_path / "bundle")
    (sha256,) = {entry["sha256"] for entry in _bodies("unsealing")}
    file = tmp_path / "bundle" / "scans" / sha256[:2] / sha256
    if changed:
        altered = LIST.replace(DRAWN[0].encode(), b"S999", 1)
        file.unlink()
        file.write_bytes(altered)
    report = check_bundle(FolderPlace(tmp_path / "bundle"), verify, Asked(with_scans=True))
    found = {one.kind.code for one in report.troubles} & {"seal-differs", "scan-differs", "unknown-file"}
    assert found == ({"seal-differs", "scan-differs"} if changed else set())


def test_a_seal_before_voting_day_is_said_to_be_so(auditor: Client, client: Client) -> None:
    row = area_row("KZ")
    eve = NIGHT - datetime.timedelta(days=2)
    seal_digest(person(Role.AUDITOR, "KZ", username="eve"), row, "eve", "Example", "d" * 64, None, now=eve)
    assert "That was before voting day." in said(client)
