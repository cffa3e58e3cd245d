"""Documents lead where they say: links between pages, pages that the source names, commands to be typed."""

import argparse
import io
import os
import re
from pathlib import Path

from babel.messages.pofile import read_po

from hattama.cli.main import build_parser
from hattama.phrases.sayings import LOCALE
from tests.architecture.tree import ROOT, named, written_files

LINK = re.compile(r"\]\(([^)#\s{\[]+)(?:#[^)]*)?\)")
PAGE = re.compile(r"\bdocs/[\w./-]+\.(?:md|ipynb)\b")
WRITTEN = {".md", ".py", ".html", ".toml", ".conf", ".template", ".service", ".yaml", ""}
TYPED = re.compile(r"(?:`|^ *(?:[A-Z_]+=\S+ )*)(?:[/\w.]*/)?hattama ((?:[^`\n]|\\\n)+)", re.M)
"""A command in a span of code or at the head of a line."""
NAMED = re.compile(r"\bhattama ([a-z-][^`“”»«.,;:()\n]*)")
"""A command in a sentence of the program."""
SIGNED = ("observer copy v1", "offline statement")
"""No commands: what begins a text that somebody signs."""
GROUPS = ("citizen", "commission", "observer", "operator", "developer", "format", "decisions")


def _written() -> list[tuple[Path, str]]:
    return [(path, path.read_text("utf-8")) for path in written_files(ROOT) if path.suffix in WRITTEN]


def test_every_link_between_pages_leads_to_a_file() -> None:
    broken = [
        f"{named(ROOT, path)}: {target}"
        for path, text in _written()
        if path.suffix == ".md"
        for target in LINK.findall(text)
        if not re.match(r"[a-z]+:", target) and not Path(os.path.normpath(path.parent / target)).exists()
    ]
    assert broken == []


def test_every_page_that_the_source_names_is_there() -> None:
    gone = [
        f"{named(ROOT, path)}: {page}"
        for path, text in _written()
        if path.suffix != ".md"
        for page in PAGE.findall(text)
        if not (ROOT / page).exists()
    ]
    assert gone == []


def test_each_group_of_readers_has_an_index_that_names_all_its_pages() -> None:
    lacking = [
        f"docs/{group}/README.md: {page.name}"
        for group in GROUPS
        for page in sorted((ROOT / "docs" / group).glob("*.md"))
        if page.name != "README.md"
        and f"]({page.name})" not in (ROOT / "docs" / group / "README.md").read_text("utf-8")
    ]
    assert lacking == []


def test_every_command_that_a_page_types_is_there_with_its_verbs_and_options() -> None:
    parser = build_parser("en")
    unknown = [
        f"{named(ROOT, path)}: hattama {typed}"
        for path, text in _written()
        if path.suffix == ".md" and "decisions" not in path.parts and path.name != "CHANGELOG.md"
        for typed in TYPED.findall(text)
        if not typed.startswith(SIGNED) and not _is_known(parser, re.split(r"#|;|[|>] |&&", typed)[0])
    ]
    assert unknown == []


def test_every_command_that_a_sentence_names_is_there_with_its_verbs_and_options() -> None:
    parser = build_parser("en")
    unknown = {
        f"hattama {typed}"
        for path in sorted(LOCALE.glob("*/LC_MESSAGES/django.po"))
        for message in read_po(io.BytesIO(path.read_bytes()))
        for words in (message.id, message.string)
        for sentence in ((words,) if isinstance(words, str) else words)
        for typed in NAMED.findall(sentence)
        if not _is_known(parser, typed)
    }
    assert unknown == set()


def _is_known(parser: argparse.ArgumentParser, typed: str) -> bool:
    for word in re.findall(r"--[a-z-]+|[^\s\[\]]+", typed):
        below = [one for one in parser._actions if isinstance(one, argparse._SubParsersAction)]
        if word.startswith("--"):
            if word not in parser._option_string_actions:
                return False
        elif below and re.fullmatch(r"[a-z-]+", word):
            if word not in below[0].choices:
                return False
            parser = below[0].choices[word]
    return True
