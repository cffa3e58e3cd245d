"""Pressing "Check it yourself": a sound log passes, and each forgery fails at the step that it breaks."""

import hashlib

import pytest
from playwright.sync_api import Page, expect

from hattama.core.transparency_log import Checkpoint, leaf_hash
from tests.journeys.check.made_log import MadeLog
from tests.journeys.check.made_pages import ORIGIN, MadePages
from tests.journeys.check.precinct_site import BUNDLE, PAGE, STEPS, PrecinctSite, concluded, states

# For the pages that `made_pages` makes once: pytest-django makes the databases that marked tests ask for.
pytestmark = pytest.mark.django_db

SOUND = dict.fromkeys(STEPS, "good") | {"history": "plain"}
HOLDS = "What was looked at here holds. Not looked at here: witnesses, the scan, findings, totals"
BROKEN = "Something does not hold"
INCOMPLETE = "Not everything could be checked"


def expect_verdict(page: Page, precinct: PrecinctSite, verdict: str, **unlike_sound: str) -> str:
    """The check of P001's party lists comes to this; the words of the steps that differ from a sound log."""
    panel = precinct.check(page)
    assert states(panel) == SOUND | unlike_sound
    announced = panel.get_by_role("alert" if verdict == BROKEN else "status").first
    expect(announced).to_have_text(verdict)
    return " ".join(panel.locator(f"[data-step={step}]").inner_text() for step in unlike_sound)


def test_a_sound_log_passes_every_step(page: Page, precinct: PrecinctSite) -> None:
    expect_verdict(page, precinct, HOLDS)
    panel = precinct.check(page, "single")
    # Blank, illegible and zero are compared too; of eleven lines one is illegible and one is zero.
    assert states(panel) == SOUND | {"history": "good"}
    expect(panel.locator("[data-step=figures]")).to_contain_text("Compared: 11")


def test_a_changed_digit_in_the_entry_fails_at_the_entry(
    page: Page, precinct: PrecinctSite, made_pages: MadePages
) -> None:
    entry = precinct.log.entries[made_pages.index_of("P001")]
    forged = entry.replace(b'"participants":600', b'"participants":601')
    assert forged != entry
    precinct.alter(precinct.path_of("entries"), entry, forged)
    told = expect_verdict(page, precinct, BROKEN, entry="broken", figures="doubt")
    assert leaf_hash(entry).hex() in told
    assert leaf_hash(forged).hex() in told


@pytest.mark.parametrize("whose", ["the entry's own hash", "the hash of the entry beside it"])
def test_a_changed_tile_fails_at_the_place_in_the_log(
    page: Page, precinct: PrecinctSite, made_pages: MadePages, whose: str
) -> None:
    index = made_pages.index_of("P001")
    changed = index if whose == "the entry's own hash" else index ^ 1
    hashed = leaf_hash(precinct.log.entries[changed])
    precinct.alter(precinct.path_of("0"), hashed, bytes([hashed[0] ^ 1]) + hashed[1:])
    expect_verdict(page, precinct, BROKEN, inclusion="broken", figures="doubt")


def test_a_checkpoint_by_another_key_fails_at_the_signature(page: Page, precinct: PrecinctSite) -> None:
    forger = MadeLog(ORIGIN, precinct.log.entries, seed=2)
    precinct.site.files[f"{BUNDLE}checkpoint"] = forger.checkpoint().encoded()
    told = expect_verdict(page, precinct, BROKEN, signature="broken")
    assert f"{ORIGIN}+{precinct.log.key.key_id.hex()}" in told


def test_a_damaged_signature_fails_at_the_signature(page: Page, precinct: PrecinctSite) -> None:
    other = precinct.log.sign(Checkpoint(ORIGIN, 7, hashlib.sha256(b"").digest()))
    line, foreign = (signed.encoded().rsplit(b"\n\n")[1] for signed in (precinct.log.checkpoint(), other))
    precinct.alter("checkpoint", line, foreign)
    expect_verdict(page, precinct, BROKEN, signature="broken")


def test_another_key_with_its_own_checkpoint_is_not_the_key_of_the_page(
    page: Page, precinct: PrecinctSite
) -> None:
    precinct.publish_log(MadeLog(ORIGIN, precinct.log.entries, seed=2))
    told = expect_verdict(page, precinct, BROKEN, signature="broken")
    assert "not those that this page was made with" in told


def test_a_checkpoint_of_another_log_fails_at_the_signature(page: Page, precinct: PrecinctSite) -> None:
    precinct.alter_page(f'"origin": "{ORIGIN}"', '"origin": "log.example/other"')
    told = expect_verdict(page, precinct, BROKEN, signature="broken")
    assert f"a checkpoint of another log: {ORIGIN}" in told


def test_a_checkpoint_that_is_none_leaves_nothing_to_check(page: Page, precinct: PrecinctSite) -> None:
    rest = dict.fromkeys(STEPS[1:], "doubt")
    for damaged in (b"", b"\xff", b"log.example/tiny\n6\nAAAA\n\n", precinct.log.checkpoint().encoded()[:-1]):
        precinct.site.files[f"{BUNDLE}checkpoint"] = damaged
        assert expect_verdict(page, precinct, BROKEN, checkpoint="broken", **rest)


def test_a_rewritten_log_does_not_hold_the_entry_of_the_page(
    page: Page, precinct: PrecinctSite, made_pages: MadePages
) -> None:
    entries = list(precinct.log.entries)
    index = made_pages.index_of("P001")
    entries[index] = entries[index].replace(b'"participants":600', b'"participants":601')
    precinct.publish_log(MadeLog(ORIGIN, entries))
    expect_verdict(page, precinct, BROKEN, entry="broken", inclusion="broken", figures="doubt")


def test_a_page_that_shows_another_figure_than_the_entry_is_found_out(
    page: Page, precinct: PrecinctSite
) -> None:
    whole = precinct.site.files[PAGE]
    shown = '<td class="n value" data-figure="participants" data-state="given">600</td>'
    for changed, said in (
        (shown.replace("600", "601"), "on the page 601, in the entry 600"),
        (shown.replace('"given">600', '"blank">'), "on the page left blank, in the entry 600"),
        ("<td>600</td>", "participants: on the page left blank, in the entry 600"),
    ):
        # Both protocols of the page give this figure.
        precinct.alter_page(shown, changed, times=2)
        assert said in expect_verdict(page, precinct, BROKEN, figures="broken")
        precinct.site.files[PAGE] = whole
        page.evaluate("localStorage.clear()")


def test_a_page_that_shows_a_figure_which_the_entry_lacks_is_found_out(
    page: Page, precinct: PrecinctSite
) -> None:
    illegible = (
        'data-figure="ballots_cancelled" data-state="illegible"><span class="mark doubt">illegible</span>'
    )
    precinct.alter_page(illegible, 'data-figure="ballots_cancelled" data-state="given">390')
    panel = precinct.check(page, "single")
    assert states(panel) == SOUND | {"figures": "broken"}
    expect(panel.locator("[data-step=figures]")).to_contain_text("on the page 390, in the entry illegible")


def test_an_entry_of_another_precinct_does_not_pass_for_this_one(
    page: Page, precinct: PrecinctSite, made_pages: MadePages
) -> None:
    own, other = made_pages.index_of("P001"), made_pages.index_of("P002")
    precinct.alter_page(f'data-check="party" data-index="{own}"', f'data-check="party" data-index="{other}"')
    precinct.alter_page(*(leaf_hash(made_pages.entries[index]).hex() for index in (own, other)))
    told = expect_verdict(page, precinct, BROKEN, figures="broken")
    assert f"Entry {other} is not the protocol that this page shows" in told


def test_an_entry_in_another_spelling_of_json_is_refused(
    page: Page, precinct: PrecinctSite, made_pages: MadePages
) -> None:
    index = made_pages.index_of("P001")
    entries = list(precinct.log.entries)
    twice = entries[index].replace(b'"participants":600', b'"participants":999,"participants":600')
    true_hash, new_hash = leaf_hash(entries[index]).hex(), leaf_hash(twice).hex()
    entries[index] = twice
    precinct.publish_log(MadeLog(ORIGIN, entries))
    precinct.alter_page(true_hash, new_hash)
    expect_verdict(page, precinct, BROKEN, entry="broken", figures="doubt")


def test_an_entry_that_the_checkpoint_does_not_reach_waits(
    page: Page, precinct: PrecinctSite, made_pages: MadePages
) -> None:
    precinct.publish_log(MadeLog(ORIGIN, precinct.log.entries[: made_pages.index_of("P001")]))
    told = expect_verdict(page, precinct, INCOMPLETE, entry="doubt", inclusion="doubt", figures="doubt")
    assert "does not reach entry" in told


def test_a_file_that_is_not_there_is_named_and_proves_nothing(page: Page, precinct: PrecinctSite) -> None:
    path = precinct.path_of("0")
    del precinct.site.files[BUNDLE + path]
    told = expect_verdict(page, precinct, INCOMPLETE, inclusion="doubt", figures="doubt")
    assert "404" in told
    for lost in ("checkpoint", "log.vkey"):
        precinct.publish_log(precinct.log)
        del precinct.site.files[BUNDLE + lost]
        rest = dict.fromkeys(STEPS[1:], "doubt")
        assert f"file {lost} " in expect_verdict(page, precinct, INCOMPLETE, checkpoint="doubt", **rest)


def test_a_file_of_another_length_is_refused(page: Page, precinct: PrecinctSite) -> None:
    for level, steps in (
        ("0", {"inclusion": "broken", "figures": "doubt"}),
        ("entries", {"entry": "broken", "figures": "doubt"}),
    ):
        precinct.publish_log(precinct.log)
        path = BUNDLE + precinct.path_of(level)
        precinct.site.files[path] = precinct.site.files[path][:-1]
        page.evaluate("() => location.protocol === 'http:' && localStorage.clear()")
        assert path.removeprefix(BUNDLE) in expect_verdict(page, precinct, BROKEN, **steps)


def test_a_browser_without_ed25519_says_so_and_checks_the_rest(page: Page, precinct: PrecinctSite) -> None:
    page.add_init_script(
        """if (isSecureContext) {
            crypto.subtle.importKey = () => Promise.reject(new DOMException("", "NotSupportedError"));
        }"""
    )
    assert "Ed25519" in expect_verdict(page, precinct, INCOMPLETE, signature="doubt")


def test_without_a_secure_connection_there_is_nothing_to_check_with(
    page: Page, precinct: PrecinctSite
) -> None:
    page.add_init_script("Object.defineProperty(crypto, 'subtle', { value: undefined })")
    panel = precinct.check(page)
    assert states(panel) == {"checkpoint": "doubt"}
    expect(panel).to_contain_text("https")


def test_a_browser_that_keeps_nothing_is_told_so(page: Page, precinct: PrecinctSite) -> None:
    page.add_init_script(
        """Object.defineProperty(window, "localStorage", {
            get() { throw new DOMException("Access is denied", "SecurityError"); } });"""
    )
    panel = precinct.check(page)
    assert states(panel) == SOUND
    expect(panel.locator("[data-step=history]")).to_contain_text("keeps nothing for this site")


def test_checking_again_begins_anew(page: Page, precinct: PrecinctSite) -> None:
    panel = precinct.check(page)
    panel.get_by_role("button", name="Check it yourself").click()
    expect(panel.locator("[data-step=history]")).to_have_attribute("data-state", "good")
    assert states(concluded(panel)) == SOUND | {"history": "good"}
    assert panel.locator("[data-step]").count() == len(STEPS)
