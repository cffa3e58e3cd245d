"""What a phone sends of a filled form: the instance of an XForm, which anybody can have written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from xml.etree.ElementTree import ParseError  # noqa: S405 -- the exception alone

from hattama.core.observation import ObservationForm, QuestionKind
from hattama.core.vocabulary import Message

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MOST_BYTES: Final = 1024 * 1024
DEEPEST: Final = 30
MOST_NODES: Final = 20_000
LONGEST_ANSWER: Final = 20_000

_ID = re.compile(r"[!-~]{1,249}", re.ASCII)
_ROSA: Final = "{http://openrosa.org/xforms}"
_FILE_NAME = re.compile(r"[^/\\\0-\x1f\x7f]{1,200}")


class InstanceRefused(Exception):
    """The bytes are no filled form that can be kept."""

    words = Message("What was sent is not a filled form, or was damaged on the way.")


class InstanceTooLarge(InstanceRefused):
    """It is longer or deeper than any form that people fill in."""

    words = Message("What was sent is larger than any filled form.")


class InstanceUnnamed(InstanceRefused):
    """Without a name of its own it could not be told from another when it is sent again."""

    words = Message("The filled form has no instanceID, so it could not be told from another.")


@dataclass(frozen=True, slots=True)
class Instance:
    """A filled form as it was sent. `answers` by the name of the question, groups left out; of a repeated one
    the second is called `name[2]`. What was left blank is not there."""

    form_id: str
    version: str
    instance_id: str
    deprecated_id: str
    audit: str
    answers: Mapping[str, str]

    def file_names(self, form: ObservationForm) -> Mapping[str, str]:
        """The files that it says come with it: the question that each answers, by the file's name."""
        asked = {one.name for one in form.questions if one.kind is QuestionKind.FILE}
        named = {
            answer: name
            for name, answer in self.answers.items()
            if name.partition("[")[0] in asked and is_file_name(answer)
        }
        return {**named, self.audit: "audit"} if is_file_name(self.audit) else named


def is_file_name(text: str) -> bool:
    """Whether a file that comes along may be called so: no path, nothing invisible."""
    return _FILE_NAME.fullmatch(text) is not None and text.strip(".") != ""


def parse_instance(data: bytes) -> Instance:
    """The filled form in `data`. Raises InstanceRefused."""
    if len(data) > MOST_BYTES:
        raise InstanceTooLarge
    # Tables of submissions are read without it: only a filled form is XML. Its refusals are ValueErrors.
    from defusedxml.ElementTree import fromstring

    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except (ParseError, ValueError, LookupError) as error:
        raise InstanceRefused from error
    meta: dict[str, str] = {}
    answers: dict[str, str] = {}
    times: Counter[str] = Counter()
    for name, text, is_meta in _leaves(root):
        if is_meta:
            meta[name] = text
            continue
        times[name] += 1
        answers[name if times[name] == 1 else f"{name}[{times[name]}]"] = text
    instance_id, form_id = (
        meta.get("instanceID", ""),
        root.get("id") or root.tag.partition("}")[0].lstrip("{"),
    )
    if _ID.fullmatch(instance_id) is None:
        raise InstanceUnnamed
    version = root.get("version") or root.get(f"{_ROSA}version") or ""
    deprecated = meta.get("deprecatedID", "")
    if len(form_id) > 200 or len(version) > 100 or (deprecated and _ID.fullmatch(deprecated) is None):
        raise InstanceRefused
    return Instance(form_id, version, instance_id, deprecated, meta.get("audit", ""), answers)


def _leaves(root: Element) -> Iterator[tuple[str, str, bool]]:
    """Each answer that is not blank: its name, its text, and whether it stands in `meta`."""
    seen = 0
    waiting = [(root, 0, False)]
    while waiting:
        node, depth, is_meta = waiting.pop()
        seen += 1
        if depth > DEEPEST or seen > MOST_NODES:
            raise InstanceTooLarge
        name = _name(node)
        inside = list(node)
        waiting += [
            (child, depth + 1, is_meta or (depth == 0 and _name(child) == "meta"))
            for child in reversed(inside)
        ]
        # XML keeps line feeds alone; a return written as a number would end a row of a table made of answers.
        text = (node.text or "").replace("\r\n", "\n").replace("\r", "\n").strip()
        if inside or not text or node is root:
            continue
        if len(text) > LONGEST_ANSWER or len(name) > 200:
            raise InstanceTooLarge
        yield name, text, is_meta


def _name(node: Element) -> str:
    # A comment or an instruction has no name.
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""
