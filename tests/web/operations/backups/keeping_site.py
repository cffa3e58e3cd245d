"""A small site in a process of its own, for tests that bring whole data folders and databases back."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """`make`: a night with a pending act, and a chair with a second factor. `more`: what came after.
    `log-in`: prints whether the chair comes in with a code, what the page says, and what the doctor says."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "hattama.web.operations.settings"
    from hattama.web.kernel.commands.preparation import prepare

    prepare("en")
    from tests.web.tiny_election import ELECTION_ID, NIGHT, PARTY, open_tiny, protocol, publish, scan_of

    word = sys.argv[1]
    if word == "make":
        from hattama.web.kernel.elections.tables import ElectionRow
        from hattama.web.protocols.import_protocols import Incoming, import_protocols

        open_tiny()
        publish(protocol("P001"), protocol("P101"), scans={("P001", PARTY): scan_of("P001")})
        election = ElectionRow.objects.get(pk=ELECTION_ID)
        import_protocols(election, [Incoming(protocol("P002"))], now=NIGHT)
        from hattama.web.kernel.accounts.policy import Role
        from tests.web.people import person

        person(Role.CHAIR, "P001", username="chair")
    elif word == "log-in":
        from django.test import Client

        from tests.web.people import PASSPHRASE
        from tests.web.second_factor import code

        client = Client(headers={"host": "localhost"})
        client.post("/en/account/login/", {"login": "chair", "password": PASSPHRASE})
        answer = client.post("/en/account/second-factor/authenticate/", {"code": code()})
        print("in" if "_auth_user_id" in client.session else "out", answer.content.decode())
        from hattama.cli.main import main as hattama

        hattama(["--lang", "en", "doctor"])
    elif word == "more":
        from hattama.web.kernel.log.refresh_bundle import refresh_bundle

        publish(protocol("P201"))
        refresh_bundle(ELECTION_ID)


if __name__ == "__main__":
    main()
