"""`hattama documents check FILE…`: what a document says that cannot all be right, each with its places."""

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from hattama.core.documents import RULES, Contradiction, Place, SourceText, Weight, check_documents
from hattama.core.vocabulary import Message, Words
from hattama.phrases import Refused, add_verb, say

_CHECK = Message("find numbers, dates, references and words of documents that contradict one another")
_FILES = Message("documents: PDF, DOCX, ODT, HTML or plain text; several are held against each other, too")
_JSON = Message("print what was found as JSON")
_RULES = Message("list the rules with their examples and end")
_CONTRADICTION = Message("contradiction", "of a document")
_QUESTION = Message("question", "of a document")
_SUMMARY = Message("{file}: contradictions {contradictions}, questions {questions}")
_PLACE = Message("{file}, page {page}, line {line}, character {offset}:")
_PASSING = Message("agrees: {example}")
_FAILING = Message("does not agree: {example}")
_NO_READER = Message(
    "Such documents are read with the extra “scanning”: pip install './FILE[scanning,files]'."
)


def register(parser: argparse.ArgumentParser, language: str) -> None:
    """Add `documents`."""
    verbs = parser.add_subparsers(metavar="COMMAND", required=True)
    check = add_verb(verbs, "check", say(_CHECK, language), run_check)
    check.add_argument("files", metavar="FILE", type=Path, nargs="*", help=say(_FILES, language))
    check.add_argument("--json", action="store_true", help=say(_JSON, language))
    check.add_argument("--rules", action="store_true", help=say(_RULES, language))


def run_check(args: argparse.Namespace) -> int:
    """Print what was found; 0 where nothing or questions alone, 1 where contradictions, 2 where refused."""
    if args.rules:
        print("\n\n".join(_rule_lines(args.language)))
        return 0
    if not args.files:
        raise Refused(Message("Name at least one document."))
    sources = _read_all(args.files, args.language)
    found = check_documents(sources)
    if args.json:
        print(json.dumps([_record(one, args.language) for one in found], ensure_ascii=False, indent=2))
    else:
        print("\n".join(_lines(found, [source.name for source in sources], args.language)))
    return 1 if any(one.weight is Weight.CONTRADICTION for one in found) else 0


def _read_all(files: Sequence[Path], language: str) -> list[SourceText]:
    """The texts of all files. Raises Refused."""
    try:
        from hattama.formats.document_texts import parse_plain_text
        from hattama.formats.scans import ScanRefused
        from hattama.scanning import ScanReader
    except ImportError:
        raise Refused(_NO_READER) from None
    reader = ScanReader()
    sources = []
    try:
        for file in files:
            data = file.read_bytes()
            plain = file.suffix.lower() in _PLAIN
            text = parse_plain_text(data) if plain else reader.text(data)
            is_alone = sum(other.name == file.name for other in files) == 1
            name = file.name if is_alone else str(file)
            sources.append(SourceText(name, text.text, text.page_starts))
    except ScanRefused as refused:
        raise Refused(Words.of({language: f"{file}: {refused.say(language)}"})) from None
    finally:
        reader.close()
    return sources


_PLAIN = frozenset((".txt", ".text", ".md", ""))


def _lines(found: Sequence[Contradiction], names: Sequence[str], language: str) -> list[str]:
    lines = []
    for name in names:
        mine = [one for one in found if one.places[0].document == name]
        questions = sum(one.weight is Weight.QUESTION for one in mine)
        told = {"file": name, "contradictions": len(mine) - questions, "questions": questions}
        lines += [say(_SUMMARY, language, **told), ""]
        for one in mine:
            lines += [*_finding_lines(one, language), ""]
    return lines[:-1]


def _finding_lines(one: Contradiction, language: str) -> list[str]:
    weight = say(_QUESTION if one.weight is Weight.QUESTION else _CONTRADICTION, language)
    lines = [f"{one.rule.code} ({weight}): {say(one.words, language)}"]
    for place in one.places:
        lines.append(f"  {_say_place(place, language)}")
        lines.append(f"    “{place.quote}”")
    return lines


def _say_place(place: Place, language: str) -> str:
    told = {"file": place.document, "line": place.line, "offset": place.offset}
    if place.page is None:
        return say(Message("{file}, line {line}, character {offset}:"), language, **told)
    return say(_PLACE, language, page=place.page, **told)


def _record(one: Contradiction, language: str) -> dict[str, object]:
    return {
        "rule": one.rule.code,
        "weight": one.weight,
        "words": say(one.words, language),
        "found": one.found,
        "expected": one.expected,
        "places": [asdict(place) for place in one.places],
    }


def _rule_lines(language: str) -> list[str]:
    return [
        "\n".join(
            (
                f"{rule.code}: {say(rule.about, language)}",
                f"  {say(_PASSING, language, example=' / '.join(rule.passing.split(chr(10))))}",
                f"  {say(_FAILING, language, example=' / '.join(rule.failing.split(chr(10))))}",
            )
        )
        for rule in RULES.values()
    ]
