"""What the browser remembers of a log, and what it says when the log is not what it was."""

import json

import pytest
from playwright.sync_api import Locator, Page, expect

from hattama.core.transparency_log import SignedCheckpoint
from tests.journeys.check.made_log import MadeLog
from tests.journeys.check.made_pages import ORIGIN
from tests.journeys.check.precinct_site import STEPS, PrecinctSite, concluded, states

# For the pages that `made_pages` makes once: pytest-django makes the databases that marked tests ask for.
pytestmark = pytest.mark.django_db

MORE = [b'{"kind":"later","number":%d}' % number for number in range(600)]
SOUND = dict.fromkeys(STEPS, "good")
BROKEN = SOUND | {"history": "broken"}


def remembered(page: Page) -> str:
    """The note of the checkpoint that the browser keeps."""
    [kept] = page.evaluate("() => Object.values(localStorage)")
    return str(json.loads(kept)["note"])


def note_of(signed: SignedCheckpoint) -> str:
    return signed.encoded().decode()


def history_of(panel: Locator) -> Locator:
    return panel.locator("[data-step=history]")


def rewritten(log: MadeLog, size: int | None = None) -> MadeLog:
    """The log with another first entry, signed by its own key."""
    return MadeLog(ORIGIN, [b"{}", *log.entries[1:size]])


def test_the_first_check_remembers_and_the_next_compares(page: Page, precinct: PrecinctSite) -> None:
    panel = precinct.check(page)
    assert states(panel) == SOUND | {"history": "plain"}
    expect(history_of(panel)).to_contain_text("keeps this one and will compare at your next visit")
    assert remembered(page) == note_of(precinct.log.checkpoint())
    for count in (0, 1, 300, 600):
        grown = MadeLog(ORIGIN, [*precinct.log.entries, *MORE[:count]])
        precinct.publish_log(grown)
        panel = precinct.check(page)
        assert states(panel) == SOUND
        expect(history_of(panel)).to_contain_text(f"now: {len(grown.entries)}")
        assert remembered(page) == note_of(grown.checkpoint())


@pytest.mark.parametrize("growth", [0, 5])
def test_a_fork_is_shown_with_both_checkpoints(page: Page, precinct: PrecinctSite, growth: int) -> None:
    precinct.check(page)
    fork = rewritten(MadeLog(ORIGIN, [*precinct.log.entries, *MORE[:growth]]))
    precinct.publish_log(fork)
    panel = precinct.check(page)
    assert states(panel) == BROKEN
    expect(panel.get_by_role("alert")).to_have_text("Something does not hold")
    expect(history_of(panel)).to_contain_text("no longer holds what it held at its earlier checkpoint")
    expect(history_of(panel)).to_contain_text("This browser first saw this log")
    notes = history_of(panel).locator("pre").all_text_contents()
    assert notes == [note_of(precinct.log.checkpoint()), note_of(fork.checkpoint())]


def test_what_was_remembered_is_not_replaced_by_what_does_not_hold(
    page: Page, precinct: PrecinctSite
) -> None:
    precinct.check(page)
    for bad, states_then in (
        (rewritten(precinct.log), BROKEN),
        (MadeLog(ORIGIN, precinct.log.entries[:-1]), BROKEN),
        (MadeLog(ORIGIN, [*precinct.log.entries, *MORE], seed=2), SOUND | {"signature": "broken"}),
    ):
        for _ in range(2):
            precinct.publish_log(bad)
            precinct.site.files["/data/tiny/bundle/log.vkey"] = f"{precinct.log.key.vkey()}\n".encode()
            assert states(precinct.check(page)) == states_then
            assert remembered(page) == note_of(precinct.log.checkpoint())
    precinct.publish_log(precinct.log)
    assert states(precinct.check(page)) == SOUND


def test_a_shorter_log_is_told_as_one_that_lost_entries(page: Page, precinct: PrecinctSite) -> None:
    precinct.publish_log(MadeLog(ORIGIN, [*precinct.log.entries, *MORE]))
    precinct.check(page)
    precinct.publish_log(precinct.log)
    panel = precinct.check(page)
    assert states(panel) == BROKEN
    lost = f"it had {len(precinct.log.entries) + 600} and has {len(precinct.log.entries)}"
    expect(history_of(panel)).to_contain_text(lost)
    assert history_of(panel).locator("pre").count() == 2


def test_tiles_that_do_not_lead_to_the_root_are_no_proof_of_a_fork(
    page: Page, precinct: PrecinctSite
) -> None:
    precinct.check(page)
    grown = MadeLog(ORIGIN, [*precinct.log.entries, *MORE])
    precinct.publish_log(grown)
    last_tile = "/data/tiny/bundle/tile/0/002.p/" + str(len(grown.entries) - 512)
    data = precinct.site.files[last_tile]
    precinct.site.files[last_tile] = data[:-1] + bytes([data[-1] ^ 1])
    panel = precinct.check(page)
    assert states(panel) == BROKEN | {"inclusion": "broken", "figures": "doubt"}
    expect(history_of(panel)).to_contain_text("do not lead to the signed root, so they prove nothing")
    assert history_of(panel).locator("pre").count() == 0


def test_another_log_in_the_same_place_is_told(page: Page, precinct: PrecinctSite) -> None:
    precinct.check(page)
    precinct.alter_page(f'"origin": "{ORIGIN}"', '"origin": "log.example/anew"')
    anew = MadeLog("log.example/anew", precinct.log.entries)
    precinct.alter_page(precinct.log.key.vkey(), anew.key.vkey())
    precinct.publish_log(anew)
    panel = precinct.check(page)
    assert states(panel) == BROKEN
    expect(history_of(panel)).to_contain_text(f"another log stood here: {ORIGIN}")


def test_both_checkpoints_can_be_copied(page: Page, precinct: PrecinctSite) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    precinct.check(page)
    fork = rewritten(precinct.log)
    precinct.publish_log(fork)
    panel = precinct.check(page)
    panel.get_by_role("button", name="Copy both").click()
    expect(panel.get_by_text("Copied")).to_be_visible()
    both = f"{note_of(precinct.log.checkpoint())}\n{note_of(fork.checkpoint())}"
    assert page.evaluate("() => navigator.clipboard.readText()") == both


def test_whoever_knows_why_can_let_the_browser_forget(page: Page, precinct: PrecinctSite) -> None:
    precinct.check(page)
    precinct.publish_log(rewritten(precinct.log))
    panel = precinct.check(page)
    panel.get_by_role("button", name="Forget the earlier checkpoint").click()
    expect(panel).to_contain_text("Forgotten. The next check begins anew.")
    assert states(precinct.check(page))["history"] == "plain"


def test_a_later_visit_says_unasked_that_the_log_is_not_what_it_was(
    page: Page, precinct: PrecinctSite
) -> None:
    precinct.check(page)
    precinct.publish_log(rewritten(precinct.log))
    precinct.open(page)
    panel = concluded(page.locator("[data-check-log]"))
    assert states(panel) == {"checkpoint": "good", "signature": "good", "history": "broken"}
    expect(panel.get_by_role("alert")).to_have_text("Something does not hold")


def test_a_later_visit_to_a_sound_log_is_left_in_peace(page: Page, precinct: PrecinctSite) -> None:
    precinct.check(page)
    grown = MadeLog(ORIGIN, [*precinct.log.entries, *MORE])
    precinct.publish_log(grown)
    precinct.open(page)
    page.wait_for_function("(note) => Object.values(localStorage)[0].includes(note)", arg=_size_line(grown))
    expect(page.locator("[data-check-log]")).to_have_text("")


def test_whoever_never_checked_is_asked_nothing_of(page: Page, precinct: PrecinctSite) -> None:
    precinct.open(page)
    page.wait_for_load_state("networkidle")
    asked = [path for path in precinct.site.asked if "bundle" in path or path.endswith("panel.js")]
    assert asked == []


def test_a_key_that_the_log_itself_hands_over_to_is_accepted(page: Page, precinct: PrecinctSite) -> None:
    precinct.check(page)
    publish_rotation(precinct)
    panel = precinct.check(page)
    assert states(panel) == SOUND


FORGERIES = [
    *("no old signature", "entry names another key", "nothing vouches"),
    *("vouched for elsewhere", "vouched for in another log", "entry beside the tree"),
]


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_key_that_nothing_vouches_for_is_not(page: Page, precinct: PrecinctSite, forgery: str) -> None:
    precinct.check(page)
    publish_rotation(precinct, forgery)
    panel = precinct.check(page)
    assert states(panel)["history"] == ("doubt" if forgery == "nothing vouches" else "broken")


def publish_rotation(precinct: PrecinctSite, forgery: str = "") -> None:
    """The log grows by an entry that names a new key, and is signed by that key from then on."""
    old, index = precinct.log, len(precinct.log.entries)
    named = MadeLog(ORIGIN, [], seed=4 if forgery == "entry names another key" else 3).key.vkey()
    entry = f'{{"kind":"key","replaces":"{old.key.vkey()}","vkey":"{named}"}}'.encode()
    new = MadeLog(ORIGIN, [*old.entries, entry, *MORE[:3]], seed=3)
    vouching, size = new.entries, index + 1
    if forgery == "vouched for elsewhere":
        size = index + 2
    if forgery == "vouched for in another log":
        vouching = [b"another entry", *new.entries[1:]]
    change = MadeLog(ORIGIN, vouching, seed=3).checkpoint(size).note
    if forgery != "no old signature":
        by_old = MadeLog(ORIGIN, vouching, seed=1).checkpoint(size).note.signatures
        change = change.with_signatures(by_old)
    if forgery == "entry beside the tree":
        # What was signed holds nothing of a key; only the file of entries does.
        new = MadeLog(ORIGIN, [*old.entries, b"{}", *MORE[:3]], seed=3)
        change = new.checkpoint(size).note.with_signatures(
            MadeLog(ORIGIN, new.entries, seed=1).checkpoint(size).note.signatures
        )
    precinct.publish_log(new)
    bundle = "/data/tiny/bundle/"
    if forgery == "entry beside the tree":
        precinct.alter(precinct.path_of("entries"), b"\x00\x02{}", len(entry).to_bytes(2, "big") + entry)
    precinct.site.files[f"{bundle}log.vkey"] = f"{old.key.vkey()}\n{new.key.vkey()}\n".encode()
    if forgery != "nothing vouches":
        precinct.site.files[f"{bundle}key-changes/{index}"] = change.encoded()
    places = f'"{old.key.vkey()}": 1'
    precinct.alter_page(places, f'{places}, "{new.key.vkey()}": {index}')


def _size_line(log: MadeLog) -> str:
    return json.dumps(f"\n{len(log.entries)}\n")[1:-1]
