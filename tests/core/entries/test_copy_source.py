"""Who brought a copy: read back from the entry, told with the organisation where there is one."""

import datetime

from hattama.core.entries import Bringer, CopySource, check_entry_schema, copy_source_in, entry_body
from hattama.core.entries.copy_source import BRINGERS

NOW = datetime.datetime(2026, 11, 22, 22, 0, tzinfo=datetime.UTC)


def test_a_source_is_read_back_from_its_entry() -> None:
    for source in (CopySource(Bringer.CITIZEN), CopySource(Bringer.OBSERVER, "Alma")):
        said = {"source": source.bringer, "organisation": source.organisation or None}
        body = entry_body("copy_source", NOW, area="P001", contest="list", **said)
        assert check_entry_schema(body) == ()
        assert copy_source_in(body) == source


def test_a_person_without_an_organisation_is_told_by_quality_alone() -> None:
    assert CopySource(Bringer.CITIZEN).words == BRINGERS[Bringer.CITIZEN]
    told = CopySource(Bringer.PARTY, "Dala").words
    assert dict(told.values) == {"bringer": BRINGERS[Bringer.PARTY], "organisation": "Dala"}
