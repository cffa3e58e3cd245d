"""The figures for monitors: which there are, who may read them, and that nobody's name is among them."""

import datetime
import json
from pathlib import Path

import pytest
from allauth.usersessions.models import UserSession
from django.db import DatabaseError
from django.test import Client
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from prometheus_client.parser import text_string_to_metric_families

from hattama.core.protocols import Protocol
from hattama.web.kernel.accounts.roles import Role
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.advance_log import advance_log
from hattama.web.kernel.log.bundle_store import public_store
from hattama.web.kernel.log.follow_log import follow_log
from hattama.web.kernel.log.refresh_bundle import refresh_bundle
from hattama.web.kernel.log.served import Held, record_held
from hattama.web.kernel.log.tables import PendingAct
from hattama.web.open_data.write_open_data import write_open_data
from hattama.web.operations.watching import metrics as rendering
from hattama.web.operations.watching.facts import gather_facts, gather_log_facts
from hattama.web.operations.watching.judgements import FOLLOWING_SECONDS, HELD_ATTENTION, judge_log
from hattama.web.operations.watching.metrics import METRICS, render_metrics
from hattama.web.protocols.import_protocols import Incoming, import_protocols
from hattama.web.scans.scan_jobs import ask_for_reading
from tests.web.people import person
from tests.web.tiny_election import NIGHT, protocol, publish

pytestmark = pytest.mark.django_db

TOKEN = "0123456789abcdef0123456789abcdef"
Samples = dict[tuple[str, tuple[str, ...]], float]


def _samples(text: bytes) -> Samples:
    families = text_string_to_metric_families(text.decode())
    return {
        (one.name, tuple(one.labels.values())): one.value for family in families for one in family.samples
    }


def _read(now: datetime.datetime = NIGHT) -> Samples:
    return _samples(render_metrics(now=now))


def test_a_pending_act_is_seen_with_its_age_until_a_checkpoint_covers_it(tiny: ElectionRow) -> None:
    import_protocols(tiny, [Incoming(protocol("P001"))], now=NIGHT)
    assert PendingAct.objects.count() > 0
    found = _read(NIGHT + datetime.timedelta(seconds=90))
    assert found["hattama_acts_pending", ("tiny",)] == PendingAct.objects.count()
    assert found["hattama_oldest_pending_act_age_seconds", ("tiny",)] == 90
    assert found["hattama_log_lag_seconds", ("tiny",)] == 90
    publish(protocol("P002"))
    found = _read(NIGHT + datetime.timedelta(seconds=90))
    assert found["hattama_acts_pending", ("tiny",)] == 0
    assert found["hattama_log_lag_seconds", ("tiny",)] == 0
    assert found["hattama_log_entries", ("tiny",)] == found["hattama_log_published_entries", ("tiny",)] > 2


def test_what_follows_the_log_is_told_by_how_much_it_is_behind(tiny: ElectionRow) -> None:
    publish(protocol("P001"))
    found = _read()
    published = found["hattama_log_published_entries", ("tiny",)]
    assert found["hattama_behind_entries", ("tiny", "manifest")] == published
    assert found["hattama_behind_entries", ("tiny", "open_data")] == published


def test_what_does_not_follow_is_told_while_the_log_goes_on(tiny: ElectionRow) -> None:
    limit, now = FOLLOWING_SECONDS, datetime.datetime.now(datetime.UTC)
    refresh_bundle("tiny")
    write_open_data("tiny")
    _advance(protocol("P001"), at=now - datetime.timedelta(seconds=limit + 1))
    _advance(protocol("P002"), at=now)
    facts = gather_log_facts(tiny, now)
    assert facts.checkpoint_age is not None and facts.checkpoint_age < limit, "the newest is of this moment"
    found = _read(now)
    assert found["hattama_behind_seconds", ("tiny", "manifest")] == limit + 1
    assert found["hattama_behind_seconds", ("tiny", "tables")] == 0
    assert [one.code for one in judge_log(facts)] == ["behind"]


def _advance(told: Protocol, *, at: datetime.datetime) -> None:
    import_protocols(ElectionRow.objects.get(pk="tiny"), [Incoming(told)], now=at)
    advance_log("tiny", now=at)
    follow_log("tiny")


def test_what_cannot_be_read_is_absent_and_not_zero(tiny: ElectionRow) -> None:
    (public_store("tiny").folder / "checkpoint").write_bytes(b"spoilt")
    found = _read()
    assert found["hattama_log_damaged", ("tiny",)] == 1
    assert ("hattama_log_published_entries", ("tiny",)) not in found
    assert not any(name == "hattama_behind_entries" for name, _ in found)
    assert found["hattama_log_entries", ("tiny",)] > 0


def test_tables_that_differ_from_the_log_are_counted(tiny: ElectionRow) -> None:
    record_held("tiny", Held(NIGHT, 0.1, ("published_total KZ party received",)))
    found = _read(NIGHT + datetime.timedelta(hours=2))
    assert found["hattama_served_differences", ("tiny",)] == 1
    assert found["hattama_served_check_age_seconds", ("tiny",)] == HELD_ATTENTION
    told = [*judge_log(gather_log_facts(tiny, NIGHT + datetime.timedelta(hours=2)))][:2]
    assert [(one.code, one.level.value) for one in told] == [("served", "wrong"), ("held", "attention")]
    assert "hattama log keep" in told[1].say("en")[1], "the writer of the log holds nothing against it"


def test_lost_and_waiting_jobs_are_told_apart(tiny: ElectionRow) -> None:
    now = datetime.datetime(2023, 3, 19, 20, 0, tzinfo=datetime.UTC)
    for sha256 in ("a" * 64, "b" * 64, "c" * 64):
        ask_for_reading(sha256)
    first, second, third = DBTaskResult.objects.order_by("pk")
    hour_ago, minute_ago = now - datetime.timedelta(hours=1), now - datetime.timedelta(minutes=1)
    DBTaskResult.objects.filter(pk=first.pk).update(status=TaskResultStatus.RUNNING, started_at=hour_ago)
    DBTaskResult.objects.filter(pk=second.pk).update(status=TaskResultStatus.RUNNING, started_at=minute_ago)
    DBTaskResult.objects.filter(pk=third.pk).update(enqueued_at=minute_ago)
    found = _read(now)
    states = {state: found["hattama_jobs", (state,)] for state in ("waiting", "running", "lost", "failed")}
    assert states == {"waiting": 1, "running": 1, "lost": 1, "failed": 0}
    assert found["hattama_oldest_job_age_seconds", ()] == 60
    assert found["hattama_scans", ("waiting",)] == 1


def test_a_backup_is_told_once_somebody_marks_it(tiny: ElectionRow, files: Path) -> None:
    name = ("hattama_backup_finished_timestamp_seconds", ())
    assert name not in _read()
    for spoilt in ("no JSON", "[]", '{"finished_at": "yesterday"}', '{"finished_at": "2023-03-19T10:00:00"}'):
        (files / "backup.json").write_text(spoilt)
        assert name not in _read()
    (files / "backup.json").write_text(json.dumps({"finished_at": NIGHT.isoformat(), "files": 7}))
    assert _read()[name] == NIGHT.timestamp()


def test_requests_are_counted_by_the_name_of_their_address(client: Client, tiny: ElectionRow) -> None:
    for path in ("/e/tiny/a/P001/", "/ru/e/tiny/a/P002/", "/e/tiny/a/P777/", "/no/such/place"):
        client.get(path)
    text = render_metrics(now=NIGHT)
    found = _samples(text)
    assert found["hattama_request_seconds_count", ("GET", "public:area", "2xx")] == 2
    assert found["hattama_request_seconds_count", ("GET", "public:area", "4xx")] == 1
    assert found["hattama_request_seconds_count", ("GET", "none", "4xx")] == 1
    assert found["hattama_request_seconds_bucket", ("+Inf", "GET", "public:area", "2xx")] == 2
    assert b"P001" not in text and b"P777" not in text and b"such" not in text


def test_nobody_is_named_and_every_name_stands_in_the_table(client: Client, tiny: ElectionRow) -> None:
    person(Role.CHAIR, "P001", username="gulnara-chair")
    publish(protocol("P001"))
    client.get("/")
    text = render_metrics(now=NIGHT)
    assert b"gulnara" not in text
    told = {family.name: family for family in text_string_to_metric_families(text.decode())}
    known = {name.removesuffix("_total"): kind for name, kind in METRICS.items()}
    assert told.keys() <= known.keys()
    # What is missing needs witnesses, a backup, or somebody who looks after the log.
    missing = {"witness_signed", "cosignature_age_seconds", "backup_finished_timestamp_seconds"}
    missing |= {"served_check_age_seconds", "cosignature_owed_seconds"}
    assert known.keys() - told.keys() == {f"hattama_{name}" for name in missing}
    for name, family in told.items():
        labels = {label for one in family.samples for label in one.labels} - {"le"}
        assert labels <= set(known[name].labels) and family.type == known[name].type, name


def test_without_a_database_what_needs_none_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(**_: object) -> None:
        raise DatabaseError

    monkeypatch.setattr(rendering, "gather_facts", gone)
    found = _read()
    assert found["hattama_database_up", ()] == 0
    assert ("hattama_log_records_total", ("error",)) in found
    assert ("hattama_desk_sessions", ()) not in found


def test_sessions_of_the_desk_are_counted(client: Client, tiny: ElectionRow) -> None:
    chair = person(Role.CHAIR, "P001")
    client.force_login(chair)
    UserSession.objects.create(user=chair, session_key=client.session.session_key, ip="192.0.2.1")
    UserSession.objects.create(user=chair, session_key="ended", ip="192.0.2.1")
    now = datetime.datetime.now(datetime.UTC)
    assert gather_facts(now=now).desk_sessions == 1
    assert gather_facts(now=now + datetime.timedelta(days=1)).desk_sessions == 0


@pytest.fixture
def token(settings: object) -> str:
    settings.METRICS_TOKEN = TOKEN  # type: ignore[attr-defined]
    return TOKEN


AFAR = "192.0.2.7"


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("::ffff:127.0.0.1", {}, 200),
        (AFAR, {}, 403),
        ("", {}, 403),
        (AFAR, {"authorization": f"Bearer {TOKEN}"}, 200),
        (AFAR, {"authorization": f"bearer {TOKEN}"}, 200),
        (AFAR, {"authorization": f"Bearer {TOKEN}x"}, 403),
        (AFAR, {"authorization": f"Basic {TOKEN}"}, 403),
        ("127.0.0.1", {"authorization": "Bearer wrong"}, 403),
        # A proxy on this machine asks for somebody elsewhere, whatever that somebody says of themselves.
        ("127.0.0.1", {"x-forwarded-for": "127.0.0.1"}, 403),
        ("127.0.0.1", {"x-forwarded-for": f"{AFAR}, 127.0.0.1"}, 403),
        ("127.0.0.1", {"x-real-ip": "127.0.0.1"}, 403),
        ("127.0.0.1", {"forwarded": "for=127.0.0.1"}, 403),
        (AFAR, {"x-forwarded-for": "127.0.0.1"}, 403),
        ("127.0.0.1", {"x-forwarded-for": AFAR, "authorization": f"Bearer {TOKEN}"}, 200),
    ],
)
@pytest.mark.parametrize("proxies", [0, 1])
def test_only_this_machine_and_whoever_has_the_token_read_the_figures(
    client: Client,
    settings: object,
    token: str,
    proxies: int,
    address: str,
    headers: dict[str, str],
    status: int,
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies  # type: ignore[attr-defined]
    response = client.get("/metrics", headers=headers, REMOTE_ADDR=address)
    assert response.status_code == status
    assert "no-store" in response.headers["Cache-Control"]
    assert (b"hattama_" in response.content) == (status == 200)


def test_a_host_of_another_site_is_refused_unless_the_token_is_shown(client: Client, token: str) -> None:
    # A name that its owner lets point to this machine, asked for by a browser here.
    stranger = {"host": "rebound.example.org"}
    assert client.get("/metrics", headers=stranger, REMOTE_ADDR="127.0.0.1").status_code == 400
    with_token = stranger | {"authorization": f"Bearer {token}"}
    assert client.get("/metrics", headers=with_token, REMOTE_ADDR=AFAR).status_code == 200


def test_without_a_token_in_the_settings_no_token_opens(client: Client, settings: object) -> None:
    settings.METRICS_TOKEN = ""  # type: ignore[attr-defined]
    for shown in ("Bearer ", "Bearer", f"Bearer {TOKEN}"):
        answer = client.get("/metrics", headers={"authorization": shown}, REMOTE_ADDR=AFAR)
        assert answer.status_code == 403


def test_the_text_is_of_the_format_that_is_named(client: Client, tiny: ElectionRow) -> None:
    response = client.get("/metrics", REMOTE_ADDR="127.0.0.1")
    assert response.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert list(text_string_to_metric_families(response.content.decode()))
