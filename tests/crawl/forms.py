"""Forms as pages offer them, and what else may be sent in their place."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.crawl.crawler import HOST
from tests.web.kernel.pages.reading import Element
from tests.web.tiny_election import picture

WILD = (
    "",
    " ",
    "0",
    "-1",
    "1",
    "1.5",
    "1e9",
    "٣",
    "007",
    "12 3",
    "9" * 15,
    "9" * 16,
    "9007199254740993",
    "9" * 5000,
    "NaN",
    "None",
    "true",
    "on",
    "<b>'\"&",
    "ә" * 5000,
    "😀",
    "\x00",
    "\ud7ff\ufffe",
    "\u202e",
    "../..",
    "%00",
    "=1+1",
    "\r\n\t",
    "party",
    "single",
    "P001",
    "D11",
    "KZ",
    "X9",
    "0" * 64,
)
KNOWN = {
    "at": (
        "2023-03-19T20:00",
        "2023-03-20T03:10",
        "9999-12-31T23:59",
        "0001-01-01T00:00",
        "2023-02-30T10:00",
    ),
    "signed_on": ("2023-03-19", "2023-03-20", "9999-12-31", "1900-01-01"),
    "signed_time": ("22:40", "", "99:99", "0000"),
    "decided_on": ("2023-03-20", "9999-12-31", "0001-01-01", "2023-02-30"),
    "number": ("12", "1" * 64),
    "reason": ("transcription_error", "court_decision", "breach_of_law", "complaint", "stands", "other"),
    "authority": ("territorial_commission", "central_commission", "court"),
    "step": ("closed", "boxes_opened", "signed", "counted", "received", "sent_to_central", "summarised"),
    "contest": ("", "party", "single"),
    "place": ("premises", "territorial_commission", "elsewhere"),
    "event": ("printed", "signed", "copied", "received", "archived", "attached"),
    "paper": ("A-1", "KZ-000123-A"),
    "holder": ("observer", "archive", "territorial_commission"),
    "state": ("looked_at", "our_error", "paper_differs", "not_confirmed"),
    "verdict": ("our_error", "paper_unclear", "not_confirmed"),
    "stage": ("preliminary", "final"),
    "action": ("submit", "check", "edit", "fix", "forget", "close", "open", "factor", "print"),
    "seed": ("27182818284590452353", "1"),
    "no_scan": ("other", "network", ""),
    "size": ("1", "2", "100"),
    "sure": ("1", ""),
    "role": ("typist", "chair", "reader", "auditor", "central_head"),
    "area": ("P001", "R1", "KZ", "X9"),
    "login": ("somebody", "aigul"),
    "note": ("Ескерту.", "ә" * 4001),
    "answer": ("Жауап.",),
    "replaces": ("1", "2", "99"),
    "corrects": ("2023-03-19T20:00:00+06:00", ""),
}
"""Values that a field of this name may rightly have, and some at its edge."""

TOKEN = "csrfmiddlewaretoken"


@dataclass(frozen=True, slots=True)
class Form:
    """A form: where it goes, and its fields with the values that it was shown with."""

    action: str
    fields: Mapping[str, tuple[str, ...]]
    files: tuple[str, ...] = ()


def forms_of(page: Element, address: str) -> Iterator[Form]:
    """The forms of a page that are posted."""
    for form in page.all("form"):
        if form.attributes.get("method", "").lower() != "post":
            continue
        fields: dict[str, tuple[str, ...]] = {}
        files = []
        for field in (*form.all("input"), *form.all("textarea"), *form.all("select"), *form.all("button")):
            name, kind = field.attributes.get("name", ""), field.attributes.get("type", "")
            if kind == "file":
                files.append(name)
            elif name:
                fields[name] = (*fields.get(name, ()), *_values(field))
        yield Form(form.attributes.get("action") or address, fields, tuple(filter(None, files)))


def _values(field: Element) -> list[str]:
    if field.tag == "select":
        return [option.attributes.get("value", option.text) for option in field.all("option")]
    if field.tag == "textarea":
        return [field.text]
    return [field.attributes.get("value", "")]


def as_asked(form: Form, whole: Mapping[str, str]) -> dict[str, object]:
    """What the form asks for. `whole`: figures of a protocol that adds up, by the names of fields."""
    fields = {name: shown for name, shown in form.fields.items() if name != TOKEN}
    return {name: whole.get(name) or (*KNOWN.get(name, ()), *shown, "")[0] for name, shown in fields.items()}


def filled(form: Form, chance: random.Random, whole: Mapping[str, str]) -> dict[str, object]:
    """What somebody might send: mostly what the form asks for, here and there something else."""
    wildness = chance.choice((0.0, 0.0, 0.1, 0.5))
    sent: dict[str, object] = {}
    for name, shown in form.fields.items():
        known = [*KNOWN.get(name, ()), *shown]
        value = whole.get(name) or (chance.choice(known) if known else "")
        sent[name] = chance.choice(WILD) if chance.random() < wildness else value
    for name in form.files:
        if chance.random() < 0.4:
            sent[name] = a_file(chance)
    if sent and chance.random() < wildness:
        del sent[chance.choice(list(sent))]
    if "action" in form.fields and chance.random() < 0.7:
        sent["action"] = "submit"
    sent.pop(TOKEN, None)
    return sent


def at_random(chance: random.Random) -> dict[str, object]:
    """What no form asked for: names that some form knows, with values of any kind."""
    names = chance.sample(list(KNOWN), chance.randint(0, 6))
    return {
        name: chance.choice(WILD) if chance.random() < 0.5 else chance.choice(KNOWN[name]) for name in names
    }


def a_file(chance: random.Random) -> SimpleUploadedFile:
    """A picture, a torn one, a text, nothing."""
    whole = picture(chance.randint(0, 255))
    data = chance.choice((whole, whole, whole[:60], b"%PDF-1.7\n%%EOF", "ә".encode() * 99, b""))
    return SimpleUploadedFile(chance.choice(("a.png", "../../a.jpg", "ә" * 300, "a\x00b.pdf")), data)


def own_path(action: str) -> str:
    """The path that a form goes to, where it is ours."""
    return action.removeprefix(f"http://{HOST}").partition("#")[0]
