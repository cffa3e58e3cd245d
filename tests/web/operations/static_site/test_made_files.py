"""A copy takes no file that the live site lets rest: it has no later answer that would make good for it."""

from hattama.web.kernel.pages.file_answers import read_made
from hattama.web.kernel.stores import made_files
from hattama.web.kernel.stores.kept_readings import keep_readings
from tests.web.audits.conftest import auditor, counted
from tests.web.audits.steps import commit

__all__ = ["auditor", "counted"]

PAGE = "e/tiny/audits/"
OF_THE_PLAN = b"audits/1/batches.csv"


def test_pages_of_a_copy_say_what_is_now_while_the_live_site_gives_out_what_was(
    only_pages, counted, auditor, copy_of, site, client, settings, monkeypatch
):
    only_pages("audits")
    settings.LANGUAGES = [("kk", "Қазақша"), ("en", "English")]
    monkeypatch.setattr(made_files, "LONG_SECONDS", -1.0)
    monkeypatch.setattr(made_files, "RESTS", 1e9)
    client.get(f"/{PAGE}")
    commit(auditor)
    assert OF_THE_PLAN not in client.get(f"/{PAGE}").content
    copy_of()
    for page in (PAGE, f"en/{PAGE}"):
        assert OF_THE_PLAN in (site / page / "index.html").read_bytes()


def test_what_pages_of_one_moment_say_is_made_once_for_all_of_them(tiny):
    made = []

    def make():
        made.append(tiny.pk)
        yield from (b"half of it, ", b"and the rest")

    with keep_readings():
        assert {read_made(tiny, "one.json", make) for _ in range(3)} == {b"half of it, and the rest"}
        assert len(made) == 1
        assert not made_files.made_home(tiny.pk).exists(), "a copy only reads"
    read_made(tiny, "one.json", make)
    assert len(made) == 2
