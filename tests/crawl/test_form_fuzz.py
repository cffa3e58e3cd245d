"""Whatever is sent to any form of the desk, by anybody: no fault of the server, and the log verifies."""

import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from hattama.verification.reports import Verdict
from hattama.web.kernel.accounts.policy import ALLOWED
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.advance_log import advance_log
from hattama.web.kernel.log.tables import Act
from tests.attack.doors import DOORS
from tests.crawl.addresses import LANGUAGES, spoken
from tests.crawl.addresses import filled as filled_addresses
from tests.crawl.commands import run
from tests.crawl.crawler import Counts, Crawler
from tests.crawl.forms import Form, as_asked, at_random, filled, forms_of, own_path
from tests.crawl.people import staff
from tests.crawl.states import Site, every_state
from tests.drawn import drawn
from tests.web.kernel.pages.reading import read_page
from tests.web.protocols.life.people import LATER
from tests.web.tiny_election import sound_figures

pytestmark = [pytest.mark.sqlite, pytest.mark.django_db, pytest.mark.usefixtures("no_logs")]

ENDURANCE = os.environ.get("HATTAMA_ENDURANCE") == "1"
STATES = (
    "nothing received",
    "two entries that differ, after every round",
    "registers that say the strangest things",
    "everything preliminary",
    "a night with something of everything",
    "papers drawn, read again and judged",
    "a person has to confirm",
    "everything under investigation",
    "closed",
    "reports of every end",
)
SEEDS = range(2) if ENDURANCE else range(1)
POSTS = 400 if ENDURANCE else 40
"""How many forms are sent in one run, what each door asks for first."""

PUBLIC_FORMS = ("public:report", "public:compare", "public:told", "public:confirm", "public:leave")


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", drawn(STATES if ENDURANCE else STATES[1:3], 1, "forms"))
def test_nothing_that_is_sent_breaks_the_site_or_its_log(
    name: str, seed: int, settings: object, tmp_path: Path, counts: Counts
) -> None:
    every_state()[name].prepare(Site(settings))
    chance = random.Random(f"{name} {seed}")
    elections = list(ElectionRow.objects.all())
    fuzzer = Fuzzer(elections, counts, chance)
    before = Act.objects.count()
    fuzzer.send_what_is_asked_for()
    fuzzer.send(POSTS)
    assert not fuzzer.faults(), "\n".join(fuzzer.faults())
    assert Act.objects.count() > before or name == "closed", "some of what was sent is recorded"
    for election in elections:
        advance_log(election.pk, now=LATER)
        assert run(f"export {election.pk} {tmp_path}/bundle", "en").code == 0
        verified = run(f"verify {tmp_path}/bundle", "en")
        # Without witnesses and with the key from the bundle itself nobody says TRUE alone.
        assert verified.code in (Verdict.TRUE, Verdict.QUALIFIED), verified.out + verified.told


class Fuzzer:
    """Somebody of every role who sends forms of the desk, as they were offered and otherwise."""

    def __init__(self, elections: list[ElectionRow], counts: Counts, chance: random.Random) -> None:
        self.chance = chance
        self.counts = counts
        self.places: dict[str, list[str]] = {}
        for election in elections:
            for address, named in filled_addresses(election, 8, chance):
                if named.rule in ("desk", "signed_in") or named.name in PUBLIC_FORMS:
                    self.places.setdefault(named.name, []).append(address)
        self.doors = sorted(name for name in self.places if name in DOORS and "post" in DOORS[name].methods)
        clients = {"everybody": Client(raise_request_exception=False), **staff(elections)}
        self.readers = {
            str(who): Crawler(client, counts, str(who), 0, chance) for who, client in clients.items()
        }

    def send_what_is_asked_for(self) -> None:
        """At every door, once, what its form asks for, by somebody for whom it opens."""
        for name in self.doors:
            self._fill_in(name, lambda form: as_asked(form, self._figures()), 1.0)

    def send(self, posts: int) -> None:
        """So many forms: most to a door that takes one, by somebody for whom it opens."""
        names = sorted(self.places)
        while self.counts.posts < posts:
            name = self.chance.choice(self.doors if self.chance.random() < 0.9 else names)
            self._fill_in(name, lambda form: filled(form, self.chance, self._figures()), 0.9)
            if self.chance.random() < 0.4:
                place = spoken(self.chance.choice(self.places[name]), self.chance.choice(LANGUAGES))
                self._post(self._who(name, 0.9), place, at_random(self.chance))

    def _who(self, name: str, often: float) -> Crawler:
        deed = DOORS[name].deed_for("post") if name in DOORS else None
        open_to = sorted(ALLOWED[deed]) if deed is not None and self.chance.random() < often else []
        return self.readers[self.chance.choice(open_to or sorted(self.readers))]

    def _fill_in(self, name: str, fill: Callable[[Form], dict[str, object]], often: float) -> None:
        """Fill in the forms of the first of some places of this name that shows a page."""
        reader = self._who(name, often)
        for path in self.chance.sample(self.places[name], min(4, len(self.places[name]))):
            address = spoken(path, self.chance.choice(LANGUAGES))
            answer, body = reader.ask("get", address)
            reader.judge(address, answer, body, "", "", "")
            if answer.status_code == 200 and answer.get("Content-Type", "").startswith("text/html"):
                offered = [one for one in forms_of(read_page(answer), address) if "logout" not in one.action]
                for form in offered[:6]:
                    self._post(reader, own_path(form.action), fill(form))
                return

    def _figures(self) -> dict[str, str]:
        figures = sound_figures(invalid=self.chance.choice((12, 12, 13, 0)))
        return {key: str(value) for key, value in figures.items()}

    def _post(self, reader: Crawler, place: str, sent: dict[str, object]) -> None:
        self.counts.posts += 1
        with reader.hears_exceptions():
            answer, body = reader.ask("post", place, sent)
            reader.judge(f"POST {place} {short(sent)}", answer, body, "", "", "")

    def faults(self) -> list[str]:
        """What was wrong with any answer."""
        return [fault for reader in self.readers.values() for fault in reader.faults]


def short(data: dict[str, object]) -> dict[str, str]:
    """What was sent, cut to what a person reads."""
    return {name: str(value)[:60] for name, value in data.items()}
