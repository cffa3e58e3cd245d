"""Rows of the public tables are altered behind Django's back: every page says so until they are mended."""

import datetime
import json
import os
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from hattama.cli.main import main
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.log.bundle_store import MANIFEST, public_store
from hattama.web.kernel.log.check_published import hold_published
from hattama.web.kernel.log.rebuild_published import published_tables
from hattama.web.kernel.log.refresh_bundle import refresh_bundle
from hattama.web.kernel.log.served import Held, differing_elections, load_held, record_held
from hattama.web.open_data.write_open_data import current_open_data, write_open_data
from hattama.web.operations import hold_served
from hattama.web.operations.hold_served import ServedWatch, is_due
from hattama.web.operations.keep_log import keep_log
from hattama.web.operations.watching.facts import gather_log_facts
from hattama.web.operations.watching.judgements import judge_log
from tests.web.only_growing import triggers_away
from tests.web.public_night import night
from tests.web.tiny_election import NIGHT, PARTY, protocol, publish

__all__ = ["night"]

FALSE = 7_878_477
FRAME = f"/embed/tiny/result/{PARTY}/"
PAGES = ("/en/", "/en/e/tiny/", "/ru/e/tiny/a/P001/", "/e/tiny/findings/", "/en/about/", FRAME)
LATER = NIGHT + datetime.timedelta(hours=1)


def root() -> str:
    return str(AreaRow.objects.get(depth=0).code)


def alter(table: str, place: str) -> None:
    """Put false figures into a row, as somebody does who has the database's own client."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT t.id, t.figures FROM {table} t JOIN area a ON a.id = t.area_id"
            " WHERE a.code = %s AND t.contest = %s",
            [place, PARTY],
        )
        ((row, figures),) = cursor.fetchall()
        told = json.loads(figures) if isinstance(figures, str) else figures
        false = {key: [FALSE, 1] if isinstance(value, list) else FALSE for key, value in told.items()}
        cursor.execute(f"UPDATE {table} SET figures = %s WHERE id = %s", [json.dumps(false), row])
        assert cursor.rowcount == 1


def banners(client: Client) -> list[bool]:
    answers = [client.get(address) for address in PAGES]
    assert [answer.status_code for answer in answers] == [200] * len(PAGES)
    return [b"data-differs" in answer.content for answer in answers]


def is_false(answer: Iterable[bytes]) -> bool:
    return str(FALSE) in b"".join(answer).decode().replace(",", "")


def look(watch: ServedWatch, election: ElectionRow) -> None:
    watch.round(election.pk, now=NIGHT)
    watch.wait()


@pytest.mark.django_db(transaction=True)
def test_altered_figures_are_found_in_the_next_round_and_stand_on_every_page_until_they_are_mended(
    night: ElectionRow, client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    refresh_bundle(night.pk)
    watch = ServedWatch()
    look(watch, night)
    assert not any(banners(client))
    files = (f"/data/tiny/areas/{root()}.csv", f"/api/v1/elections/tiny/areas/{root()}/totals")
    tag = client.get(PAGES[1]).headers["ETag"]

    alter("published_total", root())
    alter("published_protocol", "P001")
    served = [client.get(address) for address in ("/en/e/tiny/?contest=" + PARTY, *files)]
    assert [is_false(answer) for answer in served] == [True] * 3
    look(watch, night)
    assert differing_elections() == ["tiny"]
    assert all(banners(client))
    assert client.get(PAGES[1], headers={"If-None-Match": tag}).status_code == 200
    (judged,) = [one for one in judge_log(gather_log_facts(night, NIGHT)) if one.code == "served"]
    assert judged.level == "wrong"
    for language in ("kk", "ru", "en"):
        assert f"published_protocol P001 {PARTY} figures." in judged.say(language)[0]

    assert main(["--lang", "en", "log", "check"]) == 1
    told = capsys.readouterr().err
    for place in (f"published_total {root()} {PARTY} figures.", f"published_protocol P001 {PARTY} figures."):
        assert f"tiny: the database shows {place}" in told
    assert f"= {FALSE}; the log gives" in told and "hattama rebuild tiny" in told
    assert main(["--lang", "en", "rebuild", "tiny"]) == 0
    assert main(["--lang", "en", "log", "check"]) == 0
    assert not any(banners(client))
    for address, before in zip(("/en/e/tiny/?contest=" + PARTY, *files), served, strict=True):
        answer = client.get(address, headers={"If-None-Match": before.headers["ETag"]})
        assert answer.status_code == 200, "whoever holds the false figures is told that they are good"
        assert not is_false(answer), "false figures were kept"


@pytest.mark.django_db
def test_no_file_is_published_of_altered_tables(night: ElectionRow) -> None:
    refresh_bundle(night.pk)
    manifest = public_store("tiny").read(MANIFEST)
    alter("published_total", root())
    assert hold_published(night, now=NIGHT)
    publish(protocol("P201"))
    keep_log("tiny", now=LATER)
    assert public_store("tiny").read(MANIFEST) == manifest


@pytest.mark.django_db
def test_an_altered_entry_of_the_log_is_found_while_the_site_runs(night: ElectionRow) -> None:
    with triggers_away(), connection.cursor() as cursor:
        cursor.execute("UPDATE log_entry SET leaf_hash = %s WHERE kind = 'protocol'", ["0" * 64])
    hold_published(night, now=NIGHT)
    held = load_held("tiny")
    assert held is not None and held.places == ("log_entry",)


@pytest.mark.django_db
def test_an_altered_definition_is_said_on_every_page(night: ElectionRow, client: Client) -> None:
    ElectionRow.objects.update(definition=bytes(night.definition) + b"# another one")
    (difference,) = hold_published(ElectionRow.objects.get(), now=NIGHT)
    assert "definition_sha256" in difference.stored
    assert all(banners(client))


@pytest.mark.django_db
def test_the_whole_check_comes_again_after_a_time_that_its_cost_sets(tiny: ElectionRow) -> None:
    assert is_due("tiny", NIGHT)
    for seconds, wait in ((0.5, hold_served.LEAST_SECONDS), (40, 40 * hold_served.SHARE)):
        record_held("tiny", Held(NIGHT, seconds, ()))
        assert not is_due("tiny", NIGHT + datetime.timedelta(seconds=wait - 1))
        assert is_due("tiny", NIGHT + datetime.timedelta(seconds=wait))
        assert is_due("tiny", NIGHT - datetime.timedelta(seconds=wait)), "the clock went back"


@pytest.mark.django_db(transaction=True)
@pytest.mark.both_engines
def test_the_check_rests_after_each_piece_while_the_machine_is_wanted_but_not_with_the_one_lock_of_sqlite(
    night: ElectionRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    refresh_bundle(night.pk)
    rested: list[float] = []
    monkeypatch.setattr(hold_served.Calm, "rest", lambda _, worked: worked)
    monkeypatch.setattr(hold_served.time, "sleep", rested.append)
    look(ServedWatch(), night)
    held = load_held(night.pk)
    assert held is not None and held.places == ()
    # The areas, each table as it is and as it follows, the entries in between.
    pieces = 1 + 2 * len(published_tables()) + 1
    assert len(rested) == (pieces if connection.vendor == "postgresql" else 0)
    assert all(seconds > 0 for seconds in rested)


@pytest.mark.django_db
def test_every_area_has_its_turn_and_what_was_told_asks_for_no_second_check(
    night: ElectionRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    refresh_bundle(night.pk)
    monkeypatch.setattr(hold_served, "SAMPLE", 2)
    record_held(night.pk, Held(NIGHT, 1, ()))
    asked: list[str] = []
    monkeypatch.setattr(hold_served, "_hold", lambda election, now: asked.append(election.pk))
    watch = ServedWatch()
    rounds = AreaRow.objects.count()
    for _ in range(rounds):
        look(watch, night)
    assert asked == []
    alter("published_protocol", "P001")
    for _ in range(rounds):
        look(watch, night)
    assert asked == ["tiny"]


DATA = (
    *(
        "/data/tiny/protocols.csv",
        "/data/tiny/areas/P001.json",
        "/data/tiny/open/votes.csv",
        "/data/tiny/live.json",
    ),
    *("/data/tiny/charts/ru/maps/KZ/party/turnout.svg", f"/data/tiny/areas/R1/{PARTY}.xlsx"),
    *("/data/tiny/cards/KZ.ru.png", "/api/v1/elections/tiny/protocols", "/api/v1/elections/tiny"),
)
OF_THE_LOG = (
    *("/data/tiny/bundle/checkpoint", "/data/tiny/bundle/protocols.csv", "/data/tiny/log/0"),
    *("/data/tiny/election.toml", "/api/v1/elections/tiny/log", "/e/tiny/feed.atom", "/e/tiny/"),
)


@pytest.mark.django_db
def test_programs_are_refused_data_and_told_so_while_the_log_stays_where_it_is(
    night: ElectionRow, client: Client
) -> None:
    refresh_bundle(night.pk)
    false = client.get("/data/tiny/protocols.csv")
    assert [client.get(address).status_code for address in (*DATA, *OF_THE_LOG)] == [200] * 16
    assert "Hattama-Differs" not in false
    alter("published_protocol", "P001")
    hold_published(night, now=NIGHT)
    for address in DATA:
        answer = client.get(address, headers={"Accept-Language": "en", "If-None-Match": false["ETag"]})
        assert (answer.status_code, answer["Hattama-Differs"]) == (503, "tiny"), address
        assert json.loads(answer.content)["code"] == "figures_differ" and answer["Retry-After"], address
    for address in OF_THE_LOG:
        answer = client.get(address)
        assert (answer.status_code, answer["Hattama-Differs"]) == (200, "tiny"), address


@pytest.mark.django_db
def test_what_was_made_of_altered_tables_is_made_anew_after_they_are_mended(
    night: ElectionRow, client: Client
) -> None:
    alter("published_protocol", "P001")
    keep_log("tiny", now=LATER)
    files = ("/data/tiny/protocols.csv", "/data/tiny/open/protocols.csv", "/data/tiny/bundle/protocols.csv")
    assert [is_false(client.get(address)) for address in files] == [True] * 3
    hold_published(night, now=NIGHT)
    assert main(["--lang", "en", "rebuild", "tiny"]) == 0
    keep_log("tiny", now=datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=1))
    assert [is_false(client.get(address)) for address in files] == [False] * 3


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("step", "make"),
    [
        ("hattama.web.kernel.log.refresh_bundle._tile_facts", refresh_bundle),
        ("hattama.web.open_data.write_open_data.write_files", write_open_data),
    ],
)
def test_what_was_being_made_of_altered_tables_while_they_are_mended_does_not_take_its_place(
    night: ElectionRow, monkeypatch: pytest.MonkeyPatch, step: str, make: Callable[[str], object]
) -> None:
    alter("published_protocol", "P001")
    module, name = step.rsplit(".", 1)
    real = getattr(sys.modules[module], name)

    def meanwhile(*arguments: Any) -> object:
        monkeypatch.setattr(step, real)
        done = real(*arguments)
        assert main(["--lang", "en", "rebuild", "tiny"]) == 0
        if isinstance(place := arguments[1], Path):
            # The last of its files came after that.
            os.utime(place, (time.time() + 1,) * 2)
        return done

    monkeypatch.setattr(step, meanwhile)
    make("tiny")
    open_data = current_open_data("tiny")
    made = public_store("tiny").folder if open_data is None else open_data.folder
    assert not is_false([(made / "protocols.csv").read_bytes()])


@pytest.mark.django_db
@pytest.mark.parametrize("words", [("log", "refresh", "tiny"), ("export", "tiny", "out"), ("publish", "out")])
def test_no_command_publishes_altered_tables(
    night: ElectionRow, words: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    alter("published_protocol", "P001")
    hold_published(night, now=NIGHT)
    out = tmp_path / "out"
    assert main(["--lang", "en", *(str(out) if word == "out" else word for word in words)]) == 2
    told = capsys.readouterr().err
    assert "hattama rebuild tiny" in told
    assert not out.exists()
    assert not (public_store("tiny").folder / MANIFEST).exists()
