"""A small site in a process of its own, for tests that bring whole data folders and databases back."""

import json
import os
import sys


def main() -> None:
    """Take steps, given as JSON: a word is one of those below, a list the words of a command.

    `make`: a night with a pending act, a complaint, and a chair with a second factor. `more`: what came
    after, and the complainant's name is erased. `texts`: prints which fields of records have a text.
    `log-in`: prints whether the chair comes in with a code, what the page says, and what the doctor says.
    A command that fails ends all with its exit code. All in one process: each that starts reads the program.
    """
    os.environ["DJANGO_SETTINGS_MODULE"] = "hattama.web.operations.settings"
    from hattama.cli.main import main as hattama
    from hattama.web.kernel.commands.preparation import prepare

    for step in json.loads(sys.argv[1]):
        if isinstance(step, str):
            prepare("en")
            {"make": _make, "more": _more, "texts": _texts, "log-in": _log_in}[step]()
        elif code := hattama(step):
            sys.exit(code)


def _make() -> None:
    from hattama.web.kernel.accounts.policy import Role
    from hattama.web.kernel.elections.tables import ElectionRow
    from hattama.web.protocols.import_protocols import Incoming, import_protocols
    from tests.web.people import person
    from tests.web.registers.complaints import say, statement
    from tests.web.tiny_election import ELECTION_ID, NIGHT, PARTY, open_tiny, protocol, publish, scan_of

    open_tiny()
    publish(protocol("P001"), protocol("P101"), scans={("P001", PARTY): scan_of("P001")})
    say(statement())
    election = ElectionRow.objects.get(pk=ELECTION_ID)
    import_protocols(election, [Incoming(protocol("P002"))], now=NIGHT)
    person(Role.CHAIR, "P001", username="chair")


def _more() -> None:
    from django.contrib.auth import get_user_model

    from hattama.web.kernel.elections.tables import ElectionRow
    from hattama.web.kernel.log.refresh_bundle import refresh_bundle
    from hattama.web.registers.erase import erase_text
    from hattama.web.registers.tables import OpenedText
    from tests.web.tiny_election import ELECTION_ID, NIGHT, protocol, publish

    publish(protocol("P201"))
    named = OpenedText.objects.get(field="complainant").digest
    election, chair = ElectionRow.objects.get(pk=ELECTION_ID), get_user_model().objects.get()
    erase_text(chair, election, named, ground="Сұралды", now=NIGHT)
    refresh_bundle(ELECTION_ID)


def _texts() -> None:
    from hattama.web.registers.tables import ErasedText, OpenedText

    fields = sorted(OpenedText.objects.values_list("field", flat=True))
    print("texts", fields, "erased", ErasedText.objects.count())


def _log_in() -> None:
    from django.test import Client

    from hattama.cli.main import main as hattama
    from tests.web.people import PASSPHRASE
    from tests.web.second_factor import code

    client = Client(headers={"host": "localhost"})
    client.post("/en/account/login/", {"login": "chair", "password": PASSPHRASE})
    answer = client.post("/en/account/second-factor/authenticate/", {"code": code()})
    print("in" if "_auth_user_id" in client.session else "out", answer.content.decode())
    hattama(["--lang", "en", "doctor"])


if __name__ == "__main__":
    main()
