"""Every command against every state: a result or a sentence, never a traceback; what is exported verifies."""

import argparse
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from hattama.cli.main import build_parser
from hattama.web.kernel.elections.tables import ElectionRow
from tests.crawl.commands import LOOKING, NOT_RUN, WITHOUT_SITE, WRITING, lines, run_all
from tests.crawl.crawler import Counts
from tests.crawl.states import Site, State, every_state

pytestmark = pytest.mark.sqlite

ENDURANCE = os.environ.get("HATTAMA_ENDURANCE") == "1"
STATES = [one for one in every_state().values() if ENDURANCE or one.name == "findings about deeds"]


def leaves(parser: argparse.ArgumentParser, path: tuple[str, ...] = ()) -> Iterator[str]:
    below = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not below:
        yield " ".join(path)
    for action in below:
        for name, child in action.choices.items():
            yield from leaves(child, (*path, name))


def test_every_command_is_run_or_is_left_out_for_a_reason() -> None:
    run = lines(LOOKING, WRITING, WITHOUT_SITE)
    lost = [
        leaf
        for leaf in leaves(build_parser("en"))
        if leaf not in NOT_RUN and not any(f"{line} ".startswith(f"{leaf} ") for line in run)
    ]
    assert lost == []


@pytest.mark.django_db
@pytest.mark.usefixtures("no_logs")
@pytest.mark.parametrize("state", STATES, ids=lambda one: one.name)
def test_every_command_answers_in_every_state(
    state: State, settings: object, tmp_path: Path, counts: Counts
) -> None:
    site = Site(settings)
    state.prepare(site)
    ran = list(run_all(list(ElectionRow.objects.all()), tmp_path, short=not ENDURANCE))
    counts.commands = len(ran)
    faults = [f"{one.words}: {one.fault}" for one in ran if one.fault]
    faults += [
        f"{one.words}: FALSE\n{one.out[-1500:]}{one.told[-1500:]}"
        for one in ran
        if one.words.startswith("verify") and one.code == 1 and not site.contradicts
    ]
    assert not faults, "\n".join(faults)
