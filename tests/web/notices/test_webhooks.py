"""The log sent to programs: in order, signed, tried again, paused; held against a real receiver."""

import datetime
import http.server
import json
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from hattama.web.kernel.accounts.roles import Role
from hattama.web.kernel.log.tables import LogEntry
from hattama.web.notices import webhooks as telling
from hattama.web.notices.tables import Webhook
from hattama.web.operations.watching.facts import gather_facts
from hattama.web.operations.watching.judgements import judge_site
from tests.web.desk_clients import LogIn
from tests.web.kernel.pages.reading import read_page
from tests.web.tiny_election import protocol, publish

pytestmark = pytest.mark.django_db
DOCUMENT = Path(__file__).resolve().parents[3] / "docs/format/webhooks.md"
HERE = "/en/desk/tiny/webhooks/"


class Receiver(http.server.BaseHTTPRequestHandler):
    """Keeps what it was sent, and answers as it was told to."""

    got: ClassVar[list[tuple[dict[str, str], bytes]]] = []
    says = 204

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        Receiver.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response(Receiver.says)
        self.send_header("Location", "http://169.254.169.254/latest")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def receiver() -> Iterator[str]:
    """The address of a receiver on this machine."""
    Receiver.got, Receiver.says = [], 204
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/told?key=1"
        server.shutdown()


def add(election, url: str, start: int = 0) -> Webhook:
    return telling.add_webhook(election, url, start, now=timezone.now())


def tell(hook: Webhook, minutes: float = 0) -> bool:
    hook.refresh_from_db()
    now = timezone.now() + datetime.timedelta(minutes=minutes)
    return telling.tell(hook, now=now, only_public=False)


def received() -> list[int]:
    """The indices of all entries that came, as they came."""
    return [entry["index"] for _, body in Receiver.got for entry in json.loads(body)["data"]["entries"]]


def test_every_entry_arrives_once_in_order_and_signed_as_the_document_says(
    night, receiver: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "MOST_ENTRIES", 3)
    hook = add(night, receiver)
    while tell(hook):
        pass
    rows = list(LogEntry.objects.filter(election=night).order_by("index"))
    assert received() == [row.index for row in rows]
    (example,) = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text("utf-8"), re.DOTALL)
    exec(example, names := {})
    secret = telling.secret_of(hook)
    for headers, body in Receiver.got:
        assert names["is_genuine"](secret, headers, body)
        assert not names["is_genuine"](secret, headers, body.replace(b"tiny", b"tinx"))
        assert not names["is_genuine"](secret, headers | {"webhook-id": "1-0-9"}, body)
    assert not names["is_genuine"](telling.secret_of(add(night, receiver)), *Receiver.got[0])
    publish(protocol("P003"))
    assert tell(hook)
    assert received()[-1] == len(rows)


def test_what_did_not_arrive_is_sent_again_as_it_was_after_longer_pauses(night, receiver: str) -> None:
    hook = add(night, receiver)
    Receiver.says = 500
    assert not tell(hook)
    assert not tell(hook), "not before its pause is over"
    publish(protocol("P003"))
    before = timezone.now()
    assert not tell(hook, 1)
    hook.refresh_from_db()
    assert (hook.failures, hook.trouble, hook.told_size) == (2, "status 500", 0)
    assert hook.next_at - before > datetime.timedelta(minutes=1, seconds=50)
    Receiver.says = 302
    assert not tell(hook, 3), "a redirect is not followed"
    Receiver.says = 200
    assert tell(hook, 10)
    assert [body for _, body in Receiver.got] == [Receiver.got[0][1]] * 4
    assert len({headers["webhook-id"] for headers, _ in Receiver.got}) == 1
    assert tell(hook, 10)
    hook.refresh_from_db()
    assert (hook.failures, hook.trouble) == (0, "")
    assert len(set(received())) == hook.told_size


def test_after_many_failures_it_is_paused_and_the_operator_is_told(
    night, receiver: str, log_in: LogIn
) -> None:
    hook = add(night, receiver)
    Receiver.says = 503
    for hour in range(telling.MOST_FAILURES):
        assert not tell(hook, 61 * hour)
    assert not tell(hook, 100_000)
    assert len(Receiver.got) == telling.MOST_FAILURES
    judged = {one.code for one in judge_site(gather_facts(now=timezone.now()))}
    assert "webhooks" in judged
    desk = log_in(Role.ADMINISTRATOR, "KZ")
    text = read_page(desk.get(HERE)).text
    assert "paused" in text
    assert "The host answered with 503." in text
    desk.post(HERE, {"action": "resume", "webhook": hook.pk})
    Receiver.says = 200
    assert tell(hook)


def test_a_receiver_that_is_gone_is_not_asked_again(night, receiver: str) -> None:
    hook = add(night, receiver)
    Receiver.says = 410
    assert not tell(hook)
    assert not tell(hook, 100_000)
    assert len(Receiver.got) == 1


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9/", "http://localhost/", "http://[::1]/", "http://10.0.0.8/x"]
)
def test_no_address_within_a_private_network_is_asked(night, url: str) -> None:
    hook = add(night, url)
    assert not telling.tell(hook, now=timezone.now())
    hook.refresh_from_db()
    assert hook.trouble == "private"


def test_the_worker_tells_what_is_behind_and_nothing_twice(night, receiver: str) -> None:
    hook = add(night, receiver)
    now = timezone.now()
    for _ in range(2):
        telling.ask_to_tell(now=now)
    (job,) = DBTaskResult.objects.filter(task_path=telling.tell_job.module_path)
    assert job.args_kwargs["args"] == [hook.pk]
    telling.tell_job.call(hook.pk)
    hook.refresh_from_db()
    assert hook.trouble == "private", "the job asks the public network alone"
    assert telling.tell(hook, now=now, only_public=False) is False, "its turn comes after the pause"
    up_to_date = add(night, receiver, start=LogEntry.objects.filter(election=night).count())
    telling.ask_to_tell(now=timezone.now())
    assert not any(job.args_kwargs["args"] == [up_to_date.pk] for job in DBTaskResult.objects.all())


def test_the_desk_adds_an_address_shows_its_secret_once_and_tries_it_out(
    night, receiver: str, log_in: LogIn
) -> None:
    desk = log_in(Role.ADMINISTRATOR, "KZ")
    made = read_page(desk.post(HERE, {"action": "add", "url": receiver, "from_start": "1"}))
    hook = Webhook.objects.get()
    assert made.one("code").text == telling.secret_of(hook)
    assert hook.told_size == 0
    assert "whsec_" not in read_page(desk.get(HERE)).text
    assert telling.secret_of(hook) not in str(Webhook.objects.values().get())
    desk.post(HERE, {"action": "test", "webhook": hook.pk})
    assert "on its way" in read_page(desk.get(HERE)).text
    telling.try_out(hook, now=timezone.now(), only_public=False)
    assert json.loads(Receiver.got[0][1])["type"] == "test"
    hook.refresh_from_db()
    assert (hook.test_trouble, hook.told_size) == ("", 0)
    desk.post(HERE, {"action": "remove", "webhook": hook.pk})
    assert not Webhook.objects.exists()


@pytest.mark.parametrize(
    "url", ["", "ftp://example.org/", "https://", "https://me:it@example.org/", "x" * 2001]
)
def test_what_is_no_address_is_refused_with_a_sentence(night, log_in: LogIn, url: str) -> None:
    answer = log_in(Role.ADMINISTRATOR, "KZ").post(HERE, {"action": "add", "url": url})
    assert answer.status_code == 400
    assert "no address of http" in read_page(answer).one("p", cls="fault").text
    assert not Webhook.objects.exists()


def test_an_election_has_no_more_webhooks_than_may_be(night, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "MOST_OF_ELECTION", 1)
    add(night, "https://example.org/")
    with pytest.raises(telling.TooManyWebhooks):
        add(night, "https://example.org/2")
