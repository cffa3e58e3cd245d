"""The evidence of one polling station as a page that needs no network: what the log says, entry by entry.

The same bytes for the same entries, in one language; whoever checks the evidence makes it again.
"""

import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple

from hattama.core.entries import CUSTODY, NOTION_WORDS, TURNOUT, Notion
from hattama.core.norms import Citations
from hattama.core.protocols import (
    BODY_WORDS,
    CHANGE_REASONS,
    CLOSING_REASONS,
    INVESTIGATION_REASONS,
    SOURCE,
    ProtocolRules,
    RulePack,
    split_key,
)
from hattama.core.records import Field
from hattama.core.tabulation import rule_book
from hattama.core.vocabulary import Area, Contest, Election, Message, Text, isolated
from hattama.phrases import say
from hattama.phrases.of_rooms.night import ATTACHMENTS, EVENTS, HOLDERS
from hattama.phrases.of_rooms.records import say_logged
from hattama.publish.records import ProtocolRecord, ScanRecord
from hattama.publish.views import render_json
from hattama.publish.whole_protocols import line_words

Body = Mapping[str, Any]
PAGE = "protocols.html"

_TYPED = re.compile("`([^`]+)`")

_KINDS: Final = {
    "protocol": Message("First version"),
    "correction": Message("Correction"),
    "recount": Message("Recount"),
    "confirmation": Message("Confirmed"),
    "annulment": Message("Invalidation"),
    "scan": Message("A scan was added"),
    "redaction": Message("A scan or a text was withdrawn"),
    "copy_source": Message("Who brought the copy"),
    "steps": Message("Times of counting night"),
    "custody": Message("Papers handed on"),
    "turnout": Message("Turnout as it was announced"),
    "observer_key": Message("Key of an observer"),
    "observer_copy": Message("Copy signed by an observer"),
    "record_statement": Message("Statement of a register"),
    "record_deed": Message("Deed upon a record of a register"),
    "lot": Message("What a lot drew"),
    "withdrawal": Message("A choice stands no longer, or again"),
    "amendment": Message("A name, an address or the list of polling stations was changed"),
    "open": Message("Opening of the log"),
    "key": Message("Key of the log"),
}
_OPENED, _CLOSED = Message("Investigation opened"), Message("Investigation closed")


class EvidenceFacts(NamedTuple):
    """What a file of evidence is about. `tree_size`: how many entries the checkpoint covers; `as_of`: after
    how many of them all stands as it is told; `left_out`: SHA-256 of published files that lack."""

    election_id: str
    origin: str
    area_id: str
    language: str
    tree_size: int
    as_of: int
    address: str
    left_out: tuple[str, ...]

    def render(self) -> bytes:
        """The bytes of evidence.json."""
        return render_json({**self._asdict(), "format": "hattama-evidence", "schema": 1})


@dataclass(frozen=True)
class Evidence:
    """All that the pages say. `path`: the areas from the root to the polling station; `entries`: index and
    body, in order; `versions`: each protocol as its entry of this index left it; `standing`: as all leave it,
    by contest. `words`: texts by their hash; `fields`: of records, by register, kind and field;
    `scans`: where files lie, by hash."""

    facts: EvidenceFacts
    election: Election
    pack: RulePack
    rules: Mapping[str, ProtocolRules]
    ballots: Mapping[str, Contest]
    path: Sequence[Area]
    entries: Sequence[tuple[int, Body]]
    versions: Mapping[int, ProtocolRecord]
    standing: Mapping[str, ProtocolRecord]
    words: Mapping[str, str]
    fields: Mapping[tuple[str, str, str], Field]
    scans: Mapping[str, str]

    @cached_property
    def reasons(self) -> dict[str, Text]:
        """Why a protocol was changed or looked into, by code."""
        listed = (
            *CHANGE_REASONS,
            *INVESTIGATION_REASONS,
            *CLOSING_REASONS,
            SOURCE,
            *self.pack.change_reasons,
        )
        return {one.code: one.words for one in listed}

    def say(self, text: Text, **values: object) -> str:
        """A sentence in the reader's language, as text of HTML; what stands in backquotes is typed."""
        said = html.escape(say(text, self.facts.language, **values))
        return _TYPED.sub(r"<code>\1</code>", said)

    @property
    def place(self) -> str:
        """The polling station, and the areas above it."""
        return " · ".join(isolated(self.say(area.names)) for area in reversed(self.path))


_PAGE: Final = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
body{{font:16px/1.5 sans-serif;max-width:60em;margin:0 auto;padding:1em;overflow-wrap:anywhere}}
table{{border-collapse:collapse;width:100%;margin:.5em 0}}
th,td{{border-bottom:1px solid #bbb;padding:.25em .4em;text-align:left;vertical-align:top;font-weight:400}}
td.n{{text-align:right;white-space:nowrap}}
.wrong{{background:#fde8e8}}.state{{font-weight:700}}code{{font-size:.85em}}
img{{max-width:100%;border:1px solid #999}}.files th{{white-space:nowrap}}
h2{{margin-top:2em;border-top:2px solid #333}}
dt{{color:#555;margin-top:.4em}}dd{{margin:0}}
</style></head><body>
{body}
</body></html>
"""


def render_frame(told: Evidence, title: Text, parts: Iterable[str]) -> bytes:
    """A page of these parts (HTML) below what it is about."""
    head = f"{told.say(title)}: {told.say(told.path[-1].names)}"
    body = "\n".join([f"<h1>{head}</h1>", *_head(told), *parts])
    return _PAGE.format(language=told.facts.language, title=head, body=body).encode()


def _head(told: Evidence) -> Iterator[str]:
    yield f"<p>{told.say(told.election.names)} · {told.election.polling_on.isoformat()}<br>{told.place}</p>"
    yield from (f'<p class="state">{told.say(notice)}</p>' for notice in told.election.notices)
    values = {"as_of": told.facts.as_of, "origin": told.facts.origin, "size": told.facts.tree_size}
    yield f"<p>{told.say(_AS_OF, **values)}</p>"


_AS_OF = Message(
    "As of the first {as_of} entries of the log {origin}; proved against its signed checkpoint of {size} "
    "entries."
)

_TITLE = Message("What the log says")
_STANDS = Message("How the protocols stand")
_EVERYTHING = Message("Entry by entry")
_NOT_RECEIVED = Message("no protocol received")
_VERSION = Message("version {version}, entry {entry}")
_ENTRY = Message("Entry {entry}")
_NO_FIGURES = Message("The entry has no figures.")
_ILLEGIBLE, _BLANK = Message("illegible"), Message("left blank")
_RECORDED, _SIGNED = Message("Recorded"), Message("The paper says: signed")
_RECORD = Message("Record of a register")
_REASON, _NOTE = Message("Reason"), Message("In words")
_DECIDED = Message("{authority}, No. {number}, {day}")
_FINDINGS = Message("What the checks found")
_SIDES = Message("left side {left}, right side {right}")
_UNCHECKED = Message("cannot be checked")
_WITHDRAWN = Message("withdrawn from publication by entry {entry}")
_NOT_ENCLOSED = Message("not enclosed")
_EARLIER = Message("shows a paper whose figures a later version took the place of")
_NUMBER, _REPLACES = Message("Number of the record"), Message("In the place of record")
_PAPER, _EVENT = Message("Paper"), Message("What happened")
_ATTACHED, _HOLDER = Message("What was attached"), Message("Who has it")
_AT = Message("At what time")
_REGISTERED, _SHARE = Message("Voters on the list"), Message("Share as announced")


def render_page(told: Evidence) -> bytes:
    """All that the log says of the polling station."""
    parts = [f"<h2>{told.say(_STANDS)}</h2>", _standing(told), f"<h2>{told.say(_EVERYTHING)}</h2>"]
    # What every log begins with is no news of this polling station.
    entries = sorted(told.entries, key=lambda entry: entry[1]["kind"] in ("open", "key"))
    return render_frame(told, _TITLE, [*parts, *(_entry(told, at, body) for at, body in entries)])


def _standing(told: Evidence) -> str:
    rows = []
    for code, contest in told.ballots.items():
        record = told.standing.get(code)
        states = [told.say(_NOT_RECEIVED)] if record is None else list(_states(told, record))
        rows.append(f"<tr><th>{told.say(contest.names)}</th><td>{'<br>'.join(states)}</td></tr>")
    return f"<table>{''.join(rows)}</table>"


def _states(told: Evidence, record: ProtocolRecord) -> Iterator[str]:
    yield told.say(_VERSION, version=record.version, entry=record.entry_index)
    if record.annulled_by is not None:
        yield told.say(Message("declared invalid by entry {entry}: counts nowhere"), entry=record.annulled_by)
    elif record.investigation is not None:
        yield told.say(Message("under investigation since entry {entry}"), entry=record.investigation)
    elif not record.preliminary:
        yield told.say(Message("in force"))
    if record.preliminary:
        yield told.say(Message("preliminary, not confirmed"))
    for scan in record.scans:
        yield _scan(told, record, scan)


def _scan(told: Evidence, record: ProtocolRecord, scan: ScanRecord) -> str:
    remarks = [told.say(_EARLIER)] if record.is_earlier(scan) else []
    if scan.withdrawn_by is not None:
        remarks.append(told.say(_WITHDRAWN, entry=scan.withdrawn_by))
    facts = [_file(told, scan.sha256), told.say(_ENTRY, entry=scan.entry_index), *remarks]
    return " · ".join(facts)


def _entry(told: Evidence, at: int, body: Body) -> str:
    kind = body["kind"]
    heading = _KINDS.get(kind)
    if kind == "investigation":
        heading = _OPENED if body["state"] == "opened" else _CLOSED
    name = told.say(heading) if heading else html.escape(kind)
    contest = told.ballots.get(body.get("contest") or "")
    title = " · ".join([told.say(_ENTRY, entry=at), name, *([told.say(contest.names)] if contest else [])])
    facts = "".join(f"<dt>{label}</dt><dd>{value}</dd>" for label, value in _facts(told, at, body))
    files = " · ".join(map(linked, (f"entries/{at}.json", f"proofs/{at}.tlog-proof")))
    more = "".join(_version(told, at, body)) if at in told.versions else ""
    return f'<h3 id="e{at}">{title}</h3>\n<p>{files}</p>\n<dl>{facts}</dl>{more}'


def _facts(told: Evidence, at: int, body: Body) -> Iterator[tuple[str, str]]:
    yield told.say(_RECORDED), html.escape(body["recorded_at"])
    if body.get("signed_at"):
        yield told.say(_SIGNED), html.escape(body["signed_at"])
    yield from _grounds(told, body)
    yield from _values(told, body)
    if body["kind"] == CUSTODY:
        yield from _custody(told, body)
    elif body["kind"] == TURNOUT:
        yield from _turnout(told, body)
    for sha256 in _files_of(body):
        yield "SHA-256", _file(told, sha256)
    steps, times = {step.code: step for step in told.pack.steps}, body.get("times", {})
    order = [*steps, *sorted(times.keys() - steps.keys())]
    for code, moment in ((code, times[code]) for code in order if code in times):
        step = steps.get(code)
        label = f"{told.say(step.words)}{_cited(told, step.cited)}" if step else html.escape(code)
        yield label, html.escape(moment)
    if at in told.versions:
        yield told.say(Message("Leaf hash")), f"<code>{told.versions[at].leaf_hash}</code>"


def _custody(told: Evidence, body: Body) -> Iterator[tuple[str, str]]:
    """What happened to which paper, when, and who had it then."""
    yield told.say(_NUMBER), f"{body['number']}"
    if body["replaces"] is not None:
        yield told.say(_REPLACES), f"{body['replaces']}"
    yield told.say(_PAPER), html.escape(body["paper"])
    yield told.say(_EVENT), told.say(EVENTS[body["event"]])
    if body["attachment"]:
        yield told.say(_ATTACHED), told.say(ATTACHMENTS[body["attachment"]])
    yield told.say(_AT), html.escape(body["at"])
    if body["holder"]:
        yield told.say(_HOLDER), told.say(HOLDERS[body["holder"]])


def _turnout(told: Evidence, body: Body) -> Iterator[tuple[str, str]]:
    """What was announced of which moment, by whom."""
    yield told.say(_AT), html.escape(body["at"])
    if body["voters"] is not None:
        yield told.say(NOTION_WORDS[Notion(body["notion"])]), f"{body['voters']}"
    if body["registered"] is not None:
        yield told.say(_REGISTERED), f"{body['registered']}"
    if body["share"] is not None:
        yield told.say(_SHARE), f"{html.escape(body['share'])} %"
    yield told.say(Message("Who said so (code)")), html.escape(body["source"])


def _grounds(told: Evidence, body: Body) -> Iterator[tuple[str, str]]:
    """Why and by whose decision, and what the commission says of its figures."""
    if reason := body.get("reason"):
        known = told.reasons.get(reason)
        yield told.say(_REASON), told.say(known) if known else html.escape(reason)
    if note := told.words.get(body.get("note_sha256") or ""):
        yield told.say(_NOTE), html.escape(note)
    if decision := body.get("decision"):
        yield told.say(Message("Decision")), _decision(told, decision)
    if explanation := told.words.get(body.get("explanation_sha256") or ""):
        yield told.say(Message("The commission's explanation")), html.escape(explanation)


def _files_of(body: Body) -> Iterator[str]:
    """SHA-256 of the files that an entry adds or withdraws; those of a version stand below its figures."""
    named = [body.get(name) for name in ("scan", "document")]
    yield from (one["sha256"] for one in named if isinstance(one, dict) and one.get("sha256"))
    if body["kind"] == "redaction":
        yield body["sha256"]


def _values(told: Evidence, body: Body) -> Iterator[tuple[str, str]]:
    """What a statement says of a record of a register, as far as everybody may read it."""
    if "record" not in body:
        return
    kind = (body["register"], body["record_kind"] or "")
    yield told.say(_RECORD), html.escape(f"{body['register']} · {body['record'] or '—'}")
    for code, said in body.get("values", {}).items():
        field, text = told.fields.get((*kind, code)), told.words.get(said.get("digest", ""))
        if "digest" not in said or text is not None:
            value = say_logged(field, said, text, told.facts.language)
            yield told.say(field.words) if field else html.escape(code), html.escape(value)


def _decision(told: Evidence, decision: Body) -> str:
    words = BODY_WORDS.get(decision["authority"])
    authority = say(words, told.facts.language) if words else decision["authority"]
    day = decision["decided_on"] or "—"
    line = told.say(_DECIDED, authority=authority, number=decision["number"] or "—", day=day)
    document = decision.get("document")
    return f"{line}<br>SHA-256 {_file(told, document['sha256'])}" if document else line


def _file(told: Evidence, sha256: str) -> str:
    path = told.scans.get(sha256)
    return linked(path) if path else f"<code>{html.escape(sha256)}</code> · {told.say(_NOT_ENCLOSED)}"


def _version(told: Evidence, at: int, body: Body) -> Iterator[str]:
    record = told.versions[at]
    if not record.figures and not record.illegible:
        yield f"<p>{told.say(_NO_FIGURES)}</p>"
    else:
        yield f"<table>{''.join(_lines(told, record))}</table>"
    if record.findings:
        yield f"<p>{told.say(_FINDINGS)}:</p><ul>{''.join(_findings(told, record))}</ul>"
    for scan in body["scans"]:
        path = told.scans.get(scan["sha256"])
        yield f"<p>{_file(told, scan['sha256'])}</p>"
        if path and path.endswith((".jpg", ".png")):
            yield f'<p><a href="{path}"><img src="{path}" alt="{path}"></a></p>'


def _findings(told: Evidence, record: ProtocolRecord) -> Iterator[str]:
    book = rule_book(told.rules.values())
    for found in record.findings:
        rule = book.get(found["code"])
        sentence = told.say(rule.words) if rule is not None and rule.words else ""
        beside = ""
        if found["verdict"] != "broken":
            beside = f" ({told.say(_UNCHECKED)})"
        elif found["left"] is not None and found["right"] is not None:
            beside = f" ({told.say(_SIDES, left=found['left'], right=found['right'])})"
        cited = _cited(told, rule.relation.cited) if rule is not None and rule.relation else ""
        yield f"<li>{html.escape(found['code'])}: {sentence}{beside}{cited}</li>"


def _cited(told: Evidence, cited: Citations) -> str:
    """The norms that ask for it, behind what they ask for."""
    return f" · {told.say(cited.words)}" if cited else ""


def _lines(told: Evidence, record: ProtocolRecord) -> Iterator[str]:
    contest, rules = told.ballots[record.contest], told.rules[record.contest]
    labels = line_words(contest, rules.form)
    wrong = {key for found in record.findings if found["verdict"] == "broken" for key in found["fields"]}
    given = {**dict.fromkeys(record.illegible), **record.figures}
    numbered: dict[str, list[str]] = {}
    for key in given.keys() - labels.keys():
        numbered.setdefault(split_key(key)[0], []).append(key)
    for key, label in labels.items():
        rows = sorted(numbered.pop(key, ()), key=lambda row: (len(row), row))
        for one in rows or [key]:
            row = split_key(one)[1] if rows else ""
            name = told.say(Message("{line}, row {row}"), line=label, row=row) if rows else told.say(label)
            mark = rules.form.figure(split_key(one)[0]).mark
            yield _line(told, record, one, f"{html.escape(mark)} {name}".strip(), one in wrong)
    # What the entry has and no ballot or form here: it is told all the same.
    for one in sorted(key for keys in numbered.values() for key in keys):
        yield _line(told, record, one, html.escape(one), one in wrong)


def _line(told: Evidence, record: ProtocolRecord, key: str, name: str, is_wrong: bool) -> str:
    value = told.say(_ILLEGIBLE) if key in record.illegible else told.say(_BLANK)
    figure = str(record.figures[key]) if key in record.figures else value
    mark = ' class="wrong"' if is_wrong else ""
    return f'<tr{mark}><th scope="row">{name}</th><td class="n">{figure}</td></tr>'


def linked(name: str) -> str:
    """The name of a file beside the page, as a link to it."""
    return f'<a href="{name}">{name}</a>'
