"""A night of observers: `python -m bench.observer_night --observers 2000 --sent 30000`.

An organisation with a plan (three places for four observers); what its telephones send by OpenRosa, through
the site's own handling of a request, without a server before it. At each mark it prints what the last
submissions cost of this process and of PostgreSQL, how many statements, and what the desk, publication and
the public pages cost then. The database is that of DATABASE_URL, else SQLite; it must be empty.
"""

from __future__ import annotations

import argparse
import datetime
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from bench.writers_site import ELECTION, open_site, precinct_id

MARKS = (1_000, 10_000, 30_000)
LAST = 500
"""Over how many submissions before a mark the mean is taken."""
PHASES = ("opening", "voting", *("turnout",) * 9, "voting", "counting", "copy", "incident")
"""What one observer sends through the day: each submission one of these forms."""
PICTURE = b"\xff\xd8\xff" + bytes(60_000)
HOME = f"/en/desk/{ELECTION}/observation/many/"


class Cost(NamedTuple):
    """What something took: seconds of this process and of PostgreSQL, statements, bytes of the answer."""

    here: float
    database: float
    statements: int
    size: int = 0


@dataclass
class Night:
    """The organisation, the telephones by observer, the forms by phase, the coordinator's browser."""

    organisation: Any
    tokens: list[tuple[str, str]]
    forms: dict[str, Any]
    desk: Any
    telephone: Any
    coordinator: Any


def measured(work: Callable[[], Any]) -> Cost:
    """What `work` takes; of an answer of the site also how long it is, which must be a good one."""
    from django.db import connection

    asked = 0

    def count(execute: Any, *said: Any) -> Any:
        nonlocal asked
        asked += 1
        return execute(*said)

    backend = _backend()
    before, began = _seconds(backend), time.process_time()
    with connection.execute_wrapper(count):
        answer = work()
    took = time.process_time() - began
    status = getattr(answer, "status_code", 200)
    if status >= 300:
        raise RuntimeError(f"{status}: {answer.content[-500:]!r}")
    content = b"" if answer is None else b"".join(answer)
    return Cost(took, _seconds(backend) - before, asked, len(content))


def _backend() -> int:
    """The number of the process of PostgreSQL that answers us; 0 where there is none."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def _seconds(process: int) -> float:
    """What it has taken of the processor."""
    return int(Path(f"/proc/{process}/schedstat").read_text("ascii").split()[0]) / 1e9 if process else 0.0


def open_night(observers: int) -> Night:
    """The election, the organisation with all shipped forms, its observers with tokens, and its plan."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    from hattama.formats.deployment_plans import Visit
    from hattama.formats.observation_packs import forms_for
    from hattama.web.kernel.accounts.demonstration_codes import enrol_demonstration
    from hattama.web.kernel.accounts.policy import Role
    from hattama.web.kernel.accounts.tables import Membership
    from hattama.web.kernel.elections.loading import load_definition
    from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
    from hattama.web.observation import arrange, policy

    places = max(1, observers * 3 // 4)
    open_site(places)
    election, now = ElectionRow.objects.get(pk=ELECTION), datetime.datetime.now(datetime.UTC)
    user = get_user_model().objects.create_user("coordinator")
    nation = AreaRow.objects.get(election=election, depth=0)
    Membership.objects.create(user=user, area=nation, role=Role.OBSERVATION.value)
    made = arrange.make_organisation(election, "many", {"en": "Observers of a measurement"}, now=now)
    for role in policy.OrganisationRole:
        arrange.add_member(made, user, role)
    definition = load_definition(election)
    forms = {}
    for name, data in forms_for(definition.pack.country, definition.election.contests).items():
        form = arrange.bring_form(user, made, data, name, {}, now=now)
        forms[form.phase] = form
    planned = ("opening", "voting", "turnout", "counting", "copy")
    visits = [
        Visit(f"O-{number:05}", precinct_id(number * 3 // 4), phase, "kk")
        for number in range(observers)
        for phase in planned
    ]
    arrange.replace_plan(user, made, visits, now=now)
    tokens = arrange.make_tokens(user, made, list(made.observers.order_by("pseudonym")), now=now)
    enrol_demonstration(user)
    desk, telephone = Client(SERVER_NAME="127.0.0.1"), Client(SERVER_NAME="127.0.0.1")
    desk.force_login(user)
    of = [(token, precinct_id(number * 3 // 4)) for number, (_, token) in enumerate(tokens)]
    return Night(made, of, forms, desk, telephone, user)


def filled(form: Any, place: str, instance: str, chance: random.Random) -> str:
    """A filled form: something said to each question, a picture with each copy."""
    from hattama.web.observation.reading import form_value

    said = {one.name: _answer(one, form.phase, place, chance) for one in form_value(form).questions}
    answers = "".join(f"<{name}>{text}</{name}>" for name, text in said.items() if text)
    meta = f"<start>2023-03-19T07:00:00.000+06:00</start><meta><instanceID>{instance}</instanceID></meta>"
    return f'<data id="{form.form_id}" version="{form.version}">{answers}{meta}</data>'


def _answer(question: Any, phase: str, place: str, chance: random.Random) -> str:
    if question.options:
        return str(chance.choice(question.options).code)
    if question.name == "station":
        return place
    match question.kind.value:
        case "whole":
            return str(chance.randrange(900))
        case "moment":
            return f"2023-03-19T{chance.randrange(7, 24):02}:{chance.randrange(60):02}:00.000+06:00"
        case "file" if phase == "copy":
            return "p.jpg"
    return ""


def send(night: Night, number: int, chance: random.Random) -> Callable[[], Any]:
    """The next submission, made ready to be sent: each observer sends a whole day's, then the next."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    token, place = night.tokens[number // len(PHASES) % len(night.tokens)]
    form = night.forms[PHASES[number % len(PHASES)]]
    xml = filled(form, place, f"uuid:{number}", chance).encode()
    parts = {"xml_submission_file": SimpleUploadedFile("s.xml", xml, "text/xml")}
    if b">p.jpg<" in xml:
        picture = PICTURE + number.to_bytes(8, "big")
        parts["p.jpg"] = SimpleUploadedFile("p.jpg", picture, "image/jpeg")
    return lambda: night.telephone.post(
        f"/field/{token}/submission", parts, headers={"x-openrosa-version": "1.0"}
    )


def looked_at(night: Night) -> Iterator[tuple[str, Callable[[], Any]]]:
    """What is asked at each mark, by what the table calls it."""
    from django.utils import timezone

    from hattama.web.observation.publish import publish_sent

    def page(address: str) -> Callable[[], Any]:
        return lambda: night.desk.get(address)

    def published(phase: str) -> Callable[[], Any]:
        now = timezone.now()
        return lambda: publish_sent(night.coordinator, night.forms[phase], now, now=now) and None

    opening = night.forms["opening"].pk
    yield "desk: my organisations", page(f"/en/desk/{ELECTION}/observation/")
    yield "desk: what was sent", page(f"{HOME}sent/")
    yield "desk: the plan", page(f"{HOME}plan/")
    yield "desk: call list, CSV", page(f"{HOME}plan/call-list.csv")
    yield "desk: observers", page(f"{HOME}observers/")
    yield "desk: forms", page(f"{HOME}forms/")
    yield "desk: where observers differ", page(f"{HOME}conflicts/")
    yield "desk: partners, response", page(f"{HOME}partners/")
    yield "desk: openings, CSV", page(f"{HOME}forms/{opening}/sent.csv")
    for phase in ("opening", "turnout", "counting", "copy"):
        yield f"publish: {phase}", published(phase)
    yield "public: page of all, first", page(f"/en/e/{ELECTION}/observation/")
    yield "public: page of all, again", page(f"/en/e/{ELECTION}/observation/")
    yield "public: a station, first", page(f"/en/e/{ELECTION}/a/{precinct_id(0)}/")
    yield "public: another station", page(f"/en/e/{ELECTION}/a/{precinct_id(1)}/")


def hold(night: Night, marks: Sequence[int]) -> None:
    """Send, and print at each mark."""
    chance, sent, began = random.Random(1), 0, time.monotonic()
    for mark in marks:
        while sent < mark - LAST:
            send(night, sent, chance)()
            sent += 1
        ready = [send(night, number, chance) for number in range(sent, mark)]
        whole = measured(partial(_all_of, ready))
        sent = mark
        kept = night.organisation.forms.model.objects.filter(organisation=night.organisation)
        assert sum(form.sent.count() for form in kept) == sent, "nothing lost, nothing doubled"
        print(f"\n{sent:,} sent, {time.monotonic() - began:.0f} s on the clock")
        each = Cost(whole.here / LAST, whole.database / LAST, round(whole.statements / LAST))
        _line("a submission, the mean of the last", each)
        for name, work in looked_at(night):
            _line(name, measured(work))


def _all_of(ready: Iterable[Callable[[], Any]]) -> None:
    for one in ready:
        if one().status_code != 201:
            raise RuntimeError("a submission was not taken in")


def _line(name: str, cost: Cost) -> None:
    print(
        f"{name:<38}{1000 * cost.here:>9.1f} ms{1000 * cost.database:>9.1f} ms"
        f"{cost.statements:>8.0f} statements{cost.size / 1000:>9.1f} kB",
        flush=True,
    )


def main(arguments: list[str]) -> None:
    """Hold the night in a folder of its own."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.observer_night", description="A night of observers."
    )
    parser.add_argument("--observers", type=int, default=2_000)
    parser.add_argument("--sent", type=int, default=MARKS[-1])
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="hattama-observers-", ignore_cleanup_errors=True) as folder:
        os.environ |= {"HATTAMA_DATA": folder, "DJANGO_SETTINGS_MODULE": "hattama.web.operations.settings"}
        from hattama.web.kernel.commands.preparation import prepare

        prepare("en")
        print(f"{'':<38}{'here':>12}{'PostgreSQL':>12}")
        night = open_night(options.observers)
        hold(night, [*(mark for mark in MARKS if mark < options.sent), options.sent])


if __name__ == "__main__":
    main(sys.argv[1:])
