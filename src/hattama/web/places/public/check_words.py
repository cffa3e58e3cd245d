"""The sentences of "check it yourself": the browser puts in the numbers (`static/hattama/check/words.js`)."""

from __future__ import annotations

from django.utils.translation import gettext, gettext_noop

WORDS = {
    "verdict_running": gettext_noop("Checking…"),
    # Less is looked at here than “hattama verify” looks at, and the verdict itself says so.
    "verdict_good": gettext_noop(
        "What was looked at here holds. Not looked at here: witnesses, the scan, findings, totals"
    ),
    "verdict_broken": gettext_noop("Something does not hold"),
    "verdict_doubt": gettext_noop("Not everything could be checked"),
    "verdict_stopped": gettext_noop(
        "The check broke off by a mistake of its own; it proves nothing either way"
    ),
    "mark_good": gettext_noop("holds"),
    "mark_broken": gettext_noop("does not hold"),
    "mark_doubt": gettext_noop("not checked"),
    "mark_plain": gettext_noop("noted"),
    "step_checkpoint": gettext_noop("Newest checkpoint"),
    "step_signature": gettext_noop("Signature of the log"),
    "step_history": gettext_noop("What this browser saw before"),
    "step_paper": gettext_noop("Checkpoint on the receipt"),
    "step_entry": gettext_noop("Entry of this protocol"),
    "step_inclusion": gettext_noop("Place in the log"),
    "step_figures": gettext_noop("Figures"),
    "checkpoint_read": gettext_noop("The log states how many entries it has: {size}."),
    "checkpoint_malformed": gettext_noop("What the site gives as a checkpoint is not written as one."),
    "keys_malformed": gettext_noop("The file with the keys of the log is not written as one."),
    "keys_differ": gettext_noop("The keys in the public files are not those that this page was made with."),
    "origin_foreign": gettext_noop("This is a checkpoint of another log: {origin}."),
    "signed": gettext_noop("Signed with the key of the log, {key}."),
    "not_signed": gettext_noop("The checkpoint is not signed with the key of the log, {key}."),
    "no_ed25519": gettext_noop(
        "This browser cannot check signatures of this kind (Ed25519). A newer browser can, and so can the "
        "command “hattama verify”."
    ),
    "no_crypto": gettext_noop(
        "Checking needs a secure connection. Open this page by an address that begins with https."
    ),
    "first_visit": gettext_noop(
        "This browser knows no earlier checkpoint of this log. It keeps this one and will compare at "
        "your next visit."
    ),
    "not_kept": gettext_noop(
        "This browser keeps nothing for this site, so there is nothing to compare with."
    ),
    "continues": gettext_noop(
        "All that the log held at its earlier checkpoint still stands in it unchanged. Entries then: "
        "{old}, now: {size}."
    ),
    "seen_at": gettext_noop("This browser first saw this log: {since}; last: {seenAt}."),
    "rewritten": gettext_noop(
        "The log no longer holds what it held at its earlier checkpoint: among its first entries, {old} "
        "in number, "
        "some were changed or taken out."
    ),
    "rolled_back": gettext_noop(
        "The log has lost entries: it had {old} and has {size}. If this is still so in a minute, they "
        "were taken back."
    ),
    "origin_changed": gettext_noop("At the earlier checkpoint another log stood here: {origin}."),
    "keys_replaced": gettext_noop(
        "The keys of the log were replaced, and the log does not show that the old key hands over to "
        "the new one: {key}."
    ),
    "tiles_differ": gettext_noop(
        "The published hashes do not lead to the signed root, so they prove nothing."
    ),
    "tile_malformed": gettext_noop("The file {path} does not hold the hashes of this log."),
    "bundle_malformed": gettext_noop("The file {path} does not hold the entries of this log."),
    "receipt_malformed": gettext_noop("The address does not hold a whole receipt. Scan the code again."),
    "receipt_not_signed": gettext_noop(
        "The checkpoint on the receipt is not signed by this log: it is a receipt of another log, or it "
        "was altered."
    ),
    "entry_holds": gettext_noop("The bytes of entry {index} give the stated hash {hash}."),
    "entry_changed": gettext_noop(
        "The bytes of entry {index} do not give the stated hash: something in the entry was changed. "
        "Stated: {hash}, found: {found}."
    ),
    "entry_malformed": gettext_noop("The entry is not written as an entry of the log."),
    "not_covered": gettext_noop(
        "The newest checkpoint does not reach entry {index} yet. Check again in a minute."
    ),
    "included": gettext_noop(
        "The hash stands at place {index} of the signed log of {size} entries. Hashes that lead from it "
        "to the "
        "signed root: {hashes}."
    ),
    "not_included": gettext_noop(
        "The published hashes do not lead from entry {index} to the signed root: the signed log does "
        "not hold this entry."
    ),
    "leaf_differs": gettext_noop("At place {index} the log publishes another hash than the stated one."),
    "figures_agree": gettext_noop("Every figure on this page is that of the entry. Compared: {count}."),
    "figures_differ": gettext_noop("The page and the entry disagree:"),
    "difference": gettext_noop("{label}: on the page {shown}, in the entry {stated}"),
    "figure_blank": gettext_noop("left blank"),
    "figure_illegible": gettext_noop("illegible"),
    "other_protocol": gettext_noop("Entry {index} is not the protocol that this page shows."),
    "other_version": gettext_noop(
        "The receipt is of entry {index}, this page shows entry {shown}: a later version took its place."
    ),
    "nothing_shown": gettext_noop("This page shows no protocol of this contest to compare with."),
    "receipt_figures": gettext_noop("What the entry says. Compare it with your paper."),
    "skipped": gettext_noop("Not checked, because what it rests on does not hold."),
    "unread": gettext_noop("The site did not give the file {path} (answer {status})."),
    "no_answer": gettext_noop("The site did not answer when asked for the file {path}."),
    "evidence": gettext_noop(
        "Keep both checkpoints: they show what the log stated then and what it states now."
    ),
    "evidence_earlier": gettext_noop("Earlier"),
    "evidence_now": gettext_noop("Now"),
    "copy": gettext_noop("Copy both"),
    "copied": gettext_noop("Copied"),
    "forget": gettext_noop("Forget the earlier checkpoint"),
    "forget_when": gettext_noop(
        "Only if you know why the log began anew, for instance after a demonstration was started again:"
    ),
    "forgotten": gettext_noop("Forgotten. The next check begins anew."),
    "caution": gettext_noop(
        "What checked here came from this site, like the files. If you doubt the site itself, check its "
        "files with "
        "a program of your own."
    ),
}


def check_words() -> dict[str, str]:
    """Every sentence in the language of the page, by its name; places for values stand in braces."""
    return {name: gettext(sentence) for name, sentence in WORDS.items()}
