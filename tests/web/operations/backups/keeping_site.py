"""A small site in a process of its own, for tests that bring whole data folders and databases back."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """`make`: a night with a pending act. `more`: what came after."""
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
    elif word == "more":
        from hattama.web.kernel.log.refresh_bundle import refresh_bundle

        publish(protocol("P201"))
        refresh_bundle(ELECTION_ID)


if __name__ == "__main__":
    main()
