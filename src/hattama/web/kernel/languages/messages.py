"""Every message that is said to people, collected from all Python and from the web's templates
and words of scripts.

Django's own `makemessages` needs the GNU gettext programs. Here Django turns a template into gettext calls
(`templatize`, the same function `makemessages` uses) and Babel reads the calls, so that a machine with
Python alone can do it.
"""

import tomllib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract, extract_python
from django.utils.translation.template import templatize

from hattama.web.kernel.languages.script_words import SCRIPT_WORDS

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
