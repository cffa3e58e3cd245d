"""Keeps the catalogues in step with the source: `python -m hattama.web.kernel.languages.catalogues`.

For every folder in phrases/locale it adds the messages that pages, commands and the core began to use, drops
those that nothing uses, keeps every translation, and prints what is still to be translated or is wrong.

Django's own `makemessages` needs the GNU gettext programs. Here Django turns a template into gettext calls
(`templatize`, the same function `makemessages` uses) and Babel reads the calls, so that a machine with
Python alone can do it.
"""

import sys
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract, extract_python
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from hattama.phrases import LOCALE
from hattama.web.kernel.languages.script_words import SCRIPT_WORDS
from hattama.web.kernel.languages.translations import translation_faults

HATTAMA = Path(__file__).resolve().parents[3]

# What Babel does not know by itself: Django's lazy forms, and what any shell says (`Message(text, context)`).
KEYWORDS: Any = DEFAULT_KEYWORDS | {
    "Message": {1: (1,), 2: (1, (2, "c"))},
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
COMMENT_TAGS = ("Translators:",)
TEMPLATE_KINDS = frozenset({".html", ".txt", ".xml", ".svg"})


def collect_messages(package: Path) -> Catalog:
    """All messages under the folder `package`, each with the files that use it (relative to it).

    Raises SyntaxError where a template holds other tags inside a translated block.
    """
    found = Catalog(charset="utf-8", fuzzy=False)
    for path in sorted(package.rglob(SCRIPT_WORDS)):
        for message in tomllib.loads(path.read_text("utf-8")).values():
            found.add(message, None, [(path.relative_to(package).as_posix(), 0)])
    for path in message_files(package):
        method: Any = extract_python if path.suffix == ".py" else extract_template
        place = path.relative_to(package).as_posix()
        with path.open("rb") as file:
            for _, message, comments, context in extract(method, file, KEYWORDS, COMMENT_TAGS):
                found.add(message, None, [(place, 0)], auto_comments=comments, context=context)
    return found


def message_files(package: Path) -> Iterator[Path]:
    """Python files and templates under `package`, in the order of their names."""
    for path in sorted(package.rglob("*")):
        if path.suffix == ".py" or is_template(path):
            yield path


def is_template(path: Path) -> bool:
    """Whether the file is a page or a letter: it stands in a folder `templates` and is of a known kind."""
    return path.suffix in TEMPLATE_KINDS and "templates" in path.parent.parts


def extract_template(
    file: IO[bytes], keywords: Any, comment_tags: Any, options: Any
) -> Iterator[tuple[int, str | tuple[str, ...], list[str], str | None]]:
    """A Babel extraction method for Django templates."""
    calls = templatize(file.read().decode("utf-8"))
    # The rest of the template comes as rows of X; left at the margin they pass for Python names.
    lines = "\n".join(line.strip() for line in calls.splitlines())
    yield from extract_python(BytesIO(lines.encode("utf-8")), keywords, comment_tags, options)


def catalogue_path(language: str, locale: Path = LOCALE) -> Path:
    """Where the translations into `language` stand."""
    return locale / language / "LC_MESSAGES" / "django.po"


def read_catalogue(path: Path) -> Catalog:
    """The catalogue in a .po file; raises babel.messages.pofile.PoFileError when it is broken."""
    with path.open("rb") as file:
        return read_po(file, abort_invalid=True)


def update_catalogue(path: Path, language: str, used: Catalog) -> Catalog:
    """Bring the file at `path` to exactly the messages of `used` and return it; it is made when absent."""
    known = read_catalogue(path) if path.exists() else _empty_catalogue(language)
    catalogue = _empty_catalogue(language)
    catalogue.header_comment = known.header_comment
    catalogue.mime_headers = known.mime_headers
    for message in used:
        if message.id:
            _carry_over(catalogue, message, known)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, width=100, include_lineno=False, sort_by_file=True)
    return catalogue


def _empty_catalogue(language: str) -> Catalog:
    return Catalog(
        locale=language,
        project="Hattama",
        version="0.1",
        header_comment="# Licence: Apache-2.0, as the rest of Hattama.",
        msgid_bugs_address="see CONTRIBUTING.md",
        revision_date=datetime.now(UTC),
        last_translator="Hattama",
        language_team=language,
        charset="utf-8",
        fuzzy=False,
    )


def _carry_over(catalogue: Catalog, used: Message, known: Catalog) -> None:
    """Add `used` with the translation it had, unless it has become plural or singular since."""
    before = known.get(used.id, used.context)
    same_kind = before is not None and before.pluralizable == used.pluralizable
    catalogue.add(
        used.id,
        before.string if before is not None and same_kind else None,
        used.locations,
        [] if before is None else before.flags,
        used.auto_comments,
        [] if before is None else before.user_comments,
        context=used.context,
    )


def catalogue_faults(used: Catalog, catalogue: Catalog) -> Iterator[str]:
    """What keeps `catalogue` from saying every message of `used` rightly, one sentence a fault."""
    for message in used:
        if not message.id:
            continue
        translated = catalogue.get(message.id, message.context)
        if translated is None:
            yield f"«{_name(message)}» is not in the catalogue ({_places(message)})"
        else:
            for fault in translation_faults(message, translated, catalogue):
                yield f"«{_name(message)}»: {fault} ({_places(message)})"
    for message in catalogue:
        if message.id and used.get(message.id, message.context) is None:
            yield f"«{_name(message)}» is used nowhere"


def _name(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _places(message: Message) -> str:
    return ", ".join(sorted({place for place, _ in message.locations}))


def main() -> int:
    """Update every catalogue in phrases/locale; 1 when something is left to translate or to mend."""
    used = collect_messages(HATTAMA)
    faulty = 0
    for folder in sorted(path for path in LOCALE.iterdir() if path.is_dir()):
        catalogue = update_catalogue(catalogue_path(folder.name), folder.name, used)
        faults = list(catalogue_faults(used, catalogue))
        print(f"{folder.name}: {len(catalogue)} messages, {len(faults)} to translate or mend")
        for fault in faults:
            print(f"  {fault}")
        faulty += len(faults)
    return 1 if faulty else 0


if __name__ == "__main__":
    sys.exit(main())
