"""What `hattama verify` prints: one line of verdict, then what failed and where; or the same as JSON."""

import base64
import json
from typing import Any

from hattama.core.vocabulary import Message
from hattama.phrases import say
from hattama.verification.reports import Report, Verdict, verdict_of
from hattama.verification.troubles import Trouble, TroubleKind, Troubles, Weight

SHOWN = 20
"""Troubles of one kind that are printed with their places; JSON has more."""


_VERDICTS = {
    Verdict.TRUE: Message(
        "TRUE: every published number follows from the entries of the log ({origin}, entries: {size})."
    ),
    Verdict.FALSE: Message("FALSE: disagreements found: {found} ({origin}, entries: {size})."),
    Verdict.UNCHECKED: Message(
        "NOT CHECKED: checks that could not be made: {found}; nothing false was found "
        "({origin}, entries: {size})."
    ),
    Verdict.QUALIFIED: Message("TRUE; {found} ({origin}, entries: {size})."),
}
_VERDICTS_OF_EVIDENCE = {
    Verdict.TRUE: Message(
        "TRUE: what is said of polling station {area} follows from the log; entries proved: {proved} "
        "({origin}, entries: {size}). That the log has no other entry about it, this file cannot show."
    ),
    Verdict.QUALIFIED: Message(
        "TRUE of polling station {area}; entries proved: {proved}; {found} ({origin}, entries: {size}). "
        "That the log has no other entry about it, this file cannot show."
    ),
}
_STRICT = Message("FALSE by --strict, since not everything was checked. Without it: {verdict}")
_HEADS = {
    Weight.FALSE: Message("False:"),
    Weight.UNCHECKED: Message("Not checked:"),
    Weight.QUALIFIES: Message("Not looked at, or in need of a look:"),
    Weight.NOTE: Message("Notes:"),
}
_MORE = Message("… and {count} more")


def render_text(report: Report, language: str) -> str:
    """The verdict in one line, then everything found, the false first."""
    lines = [verdict_line(report, language), *trouble_lines(report.troubles, language)]
    return "\n".join(lines) + "\n"


def trouble_lines(troubles: Troubles, language: str) -> list[str]:
    """Everything found, the false first; an empty line before each weight."""
    lines: list[str] = []
    for weight, head in _HEADS.items():
        found = troubles.of(weight)
        if found:
            lines += ["", say(head, language)]
            for _, count, some in found:
                shown = some[:SHOWN]
                lines += [f"  {_on_one_line(trouble.say(language))}" for trouble in shown]
                if count > len(shown):
                    lines.append(f"  {say(_MORE, language, count=count - len(shown))}")
    return lines


def verdict_line(report: Report, language: str) -> str:
    """The verdict in one line."""
    stated = report.signed.checkpoint if report.signed else None
    verdict = verdict_of(report.troubles)
    weight = {Verdict.FALSE: Weight.FALSE, Verdict.UNCHECKED: Weight.UNCHECKED}.get(verdict)
    values = {
        "size": str(stated.size) if stated else "0",
        "origin": stated.origin if stated else say(Message("unknown log"), language),
        "found": str(report.troubles.count(weight)) if weight else say_briefly(report.troubles, language),
        "area": report.area_id,
        "proved": str(report.proved),
    }
    verdicts = _VERDICTS | _VERDICTS_OF_EVIDENCE if report.area_id else _VERDICTS
    line = say(verdicts[verdict], language, **values)
    return line if verdict is report.verdict else say(_STRICT, language, verdict=line)


def say_briefly(troubles: Troubles, language: str) -> str:
    """What qualifies a verdict, in few words."""
    told = (
        say(kind.brief, language, found=some[0].found, count=count)
        for kind, count, some in troubles.of(Weight.QUALIFIES)
        if kind.brief is not None
    )
    return "; ".join(told)


def _on_one_line(text: str) -> str:
    # What a file holds must not be able to write over the reader's terminal.
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)


def render_json(report: Report, language: str) -> str:
    """The same for programs; `language` is that of the sentences."""
    stated = report.signed.checkpoint if report.signed else None
    document: dict[str, Any] = {
        "verdict": report.verdict.name.lower(),
        "strict": report.is_strict,
        "origin": stated.origin if stated else None,
        "tree_size": stated.size if stated else None,
        "root_hash": base64.b64encode(stated.root).decode("ascii") if stated else None,
        "election": report.foundation.election.election_id if report.foundation else None,
        "closed": report.is_closed,
        **({"area_id": report.area_id, "entries_proved": report.proved} if report.area_id else {}),
        "witnessed_at": dict(report.judgement.witnessed_at) if report.judgement else {},
        "scans": report.scans,
        "totals": {contest: total.facts() for contest, total in report.totals.items()},
        **{
            weight.value: [found_as_json(*found, language) for found in report.troubles.of(weight)]
            for weight in Weight
        },
    }
    return json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def found_as_json(kind: TroubleKind, count: int, troubles: list[Trouble], language: str) -> dict[str, Any]:
    """Troubles of one kind, for programs."""
    return {
        "code": kind.code,
        "count": count,
        "first": [
            {
                "path": one.path,
                "entry": one.entry,
                "row": one.row or None,
                "found": one.found,
                "expected": one.expected,
                "says": one.say(language),
            }
            for one in troubles
        ],
    }
