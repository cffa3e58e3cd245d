"""`hattama observation summary|table`: what observers' submissions come to, from files, by anyone."""

import argparse
import json
import sys
from pathlib import Path

from hattama.core.observation import ObservationForm, Submission, standing, summarise, without_repeats
from hattama.core.vocabulary import Message
from hattama.formats.observation_packs import forms_for
from hattama.phrases import Refused, add_verb, say
from hattama.phrases.of_rooms.observation import observation_document, observation_paragraphs, phase_words

_HELP = {
    "summary": Message("print what the submissions of a form come to, each question over its own base"),
    "table": Message("print the submissions of a form as a table (CSV)"),
    "form": Message(
        "the form: an XLSForm (XLSX, CSV, Markdown), or one that comes along, such as kz/counting"
    ),
    "submissions": Message("filled forms (XML), tables (CSV, XLSX) or lists (JSON)"),
    "master": Message("a submission that speaks for its place, where several observers were there"),
    "drawn": Message("the places were drawn by lot"),
    "where": Message("only submissions that gave this answer, written question=answer"),
}

_NO_READER = Message("Observers' forms are read with the extra “web”: pip install './FILE[web]'.")

_NO_CONDITION = Message("--where {found}: expected QUESTION=ANSWER with a question of the form")


def register(parser: argparse.ArgumentParser, language: str) -> None:
    """Add `observation summary` and `observation table`, with help in `language`."""
    help_of = {name: say(words, language) for name, words in _HELP.items()}
    verbs = parser.add_subparsers(metavar="VERB", dest="verb", required=True)
    for name, run in (("summary", _summary), ("table", _table)):
        verb = add_verb(verbs, name, help_of[name], run)
        verb.add_argument("form", metavar="FORM", help=help_of["form"])
        verb.add_argument("submissions", metavar="FILE", type=Path, nargs="+", help=help_of["submissions"])
        verb.add_argument(
            "--where", metavar="QUESTION=ANSWER", action="append", default=[], help=help_of["where"]
        )
        if name == "summary":
            verb.add_argument(
                "--master", metavar="SUBMISSION", action="append", default=[], help=help_of["master"]
            )
            verb.add_argument("--drawn", action="store_true", help=help_of["drawn"])
            verb.add_argument("--format", choices=("text", "json"), default="text")


def _summary(args: argparse.Namespace) -> int:
    form, _, told = _read(args)
    summary = summarise(form, told, frozenset(args.master))
    if args.format == "json":
        print(json.dumps(observation_document(summary, args.drawn), ensure_ascii=False, indent=2))
    else:
        print(say(phase_words(summary), args.language), "", sep="\n")
        print(*observation_paragraphs(summary, args.language, args.drawn), sep="\n")
    return 0


def _table(args: argparse.Namespace) -> int:
    form, sent, told = _read(args)
    from hattama.formats.observation_submissions import render_submissions

    # What each says of a register is one record, whatever was sent again or replaced.
    sys.stdout.write(render_submissions(form, without_repeats(form, told), sent))
    return 0


def _read(args: argparse.Namespace) -> tuple[ObservationForm, list[Submission], list[Submission]]:
    """The form, its submissions, and those of them that stand and were asked for. Raises Refused where they
    cannot be read."""
    try:
        from hattama.formats.observation_submissions import read_submissions
        from hattama.formats.xforms import read_form
    except ImportError:
        raise Refused(_NO_READER) from None
    form = read_form(*_form(args.form))
    asked = [condition.partition("=") for condition in args.where]
    for name, _, answer in asked:
        if name not in form.by_name or not answer:
            raise Refused(_NO_CONDITION, found=f"{name}={answer}")
    sent = [one for one in read_submissions(args.submissions) if one.form_id == form.form_id]
    told = [
        one
        for one in standing(sent)
        if all(answer in one.answers.get(name, "").split() for name, _, answer in asked)
    ]
    return form, sent, told


def _form(named: str) -> tuple[bytes, str]:
    """The bytes of a form and its file's name."""
    country, _, name = named.partition("/")
    shipped = forms_for(country).get(f"{name}.md") if name else None
    path = Path(named)
    return (path.read_bytes(), path.name) if shipped is None else (shipped, f"{name}.md")
