"""What observers sent, for the programs of those who work with it: a workbook, a syntax for SPSS, OData.

The rows are those of the table in CSV (`observation_submissions.py`). OData is version 4.0 as JSON
([OData-JSON](https://docs.oasis-open.org/odata/odata-json-format/v4.0/)), read only; what it says of its
columns is CSDL in XML ([OData-CSDL](https://docs.oasis-open.org/odata/odata/v4.0/odata-v4.0-part3-csdl.html)).
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, count
from typing import Any, Final
from xml.sax.saxutils import quoteattr

from hattama.core.observation import ObservationForm, Question, QuestionKind, Submission
from hattama.formats.observation_submissions import COLUMNS, render_submissions
from hattama.formats.xlsx_sums import render_rows_xlsx

ENTITIES: Final = "Submissions"
KEY: Final = "instance_id"
_NAMESPACE: Final = "hattama.observed"
_CAPABILITIES: Final = "Org.OData.Capabilities.V1"
"""The vocabulary in which a program reads what it must do by itself."""
_VOCABULARIES: Final = "https://docs.oasis-open.org/odata/odata-vocabularies/v4.0/vocabularies"
_MOMENTS: Final = ("began_at", "ended_at")
_NUMBERS: Final = {
    QuestionKind.WHOLE: ("Edm.Int64", int, re.compile(r"-?[0-9]{1,18}", re.ASCII)),
    QuestionKind.DECIMAL: ("Edm.Double", float, re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,18})?", re.ASCII)),
}
_LONGEST_TEXT: Final = 2000
"""Bytes of a cell of text in SPSS; longer remarks are in the CSV."""


def render_submissions_xlsx(form: ObservationForm, submissions: Sequence[Submission]) -> bytes:
    """The same rows as a workbook of one sheet."""
    rows = csv.reader(io.StringIO(render_submissions(form, submissions)))
    return render_rows_xlsx(form.form_id, rows)


def render_spss(form: ObservationForm, file_name: str, language: str) -> str:
    """A syntax that reads the table in CSV under its name into SPSS or PSPP, with labels in `language`.

    A question that was not asked or not answered is missing; that something was not observed is an answer.
    """
    questions = [one for one in form.questions if one.name not in COLUMNS]
    names = _spss_names([*COLUMNS, *(one.name for one in questions), "record"])
    kinds = [*(_LINE for _ in COLUMNS), *(_spss_type(one) for one in questions), _LINE]
    lines = [
        "* Encoding: UTF-8.",
        f"GET DATA /TYPE=TXT /FILE={_spss(file_name)} /ENCODING='UTF8' /ARRANGEMENT=DELIMITED /FIRSTCASE=2",
        "  /DELIMITERS=',' /QUALIFIER='\"' /VARIABLES=",
        *(f"  {name} {kind}" for name, kind in zip(names, kinds, strict=True)),
        ".",
    ]
    for name, question in zip(names[len(COLUMNS) :], questions, strict=False):
        label = " ".join(filter(None, (question.code, question.labels.say(language))))
        lines.append(f"VARIABLE LABELS {name} {_spss(label)}.")
        if question.kind is QuestionKind.CHOICE and question.options:
            lines.append(f"VALUE LABELS {name}")
            options = (f"  {_spss(one.code)} {_spss(one.labels.say(language))}" for one in question.options)
            lines += [*options, ".", f"MISSING VALUES {name} ('')."]
    return "\n".join([*lines, "EXECUTE.", ""])


_LINE: Final = "A250"


def _spss_type(question: Question) -> str:
    if question.kind is QuestionKind.WHOLE:
        return "F10.0"
    if question.kind is QuestionKind.DECIMAL:
        return "F16.4"
    if question.kind is QuestionKind.CHOICE:
        return f"A{max((len(one.code.encode()) for one in question.options), default=64)}"
    return f"A{_LONGEST_TEXT}" if question.kind is QuestionKind.TEXT else _LINE


def _spss_names(names: Sequence[str]) -> list[str]:
    """Names that SPSS takes (letters, digits, `_`, at most 64 bytes), each once."""
    taken: dict[str, str] = {}
    for name in names:
        plain = re.sub(r"[^A-Za-z0-9_]", "_", name)[:56]
        plain = plain if plain[:1].isalpha() else f"q_{plain}"
        free = next(
            one for one in chain([plain], (f"{plain}_{n}" for n in count(2))) if one.lower() not in taken
        )
        taken[free.lower()] = free
    return list(taken.values())


def _spss(text: str) -> str:
    return "'" + " ".join(text.split()).replace("'", "''")[:250] + "'"


def odata_service(root: str) -> dict[str, Any]:
    """The service document; `root`: the whole address of the service, with a slash at its end."""
    sets = [{"name": ENTITIES, "kind": "EntitySet", "url": ENTITIES}]
    return {"@odata.context": f"{root}$metadata", "value": sets}


def odata_metadata(form: ObservationForm) -> str:
    """What the columns are, as CSDL."""
    never_null = {KEY: ' Nullable="false"'}
    properties = "".join(
        f"<Property Name={quoteattr(name)} Type={quoteattr(kind)}{never_null.get(name, '')}/>"
        for name, kind in odata_columns(form)
    )
    refusals = "".join(
        f'<Annotation Term="{_CAPABILITIES}.{what}Restrictions"><Record>'
        f'<PropertyValue Property="{asked}" Bool="false"/></Record></Annotation>'
        for what, asked in (("Filter", "Filterable"), ("Sort", "Sortable"), ("Expand", "Expandable"))
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<edmx:Edmx xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx" Version="4.0">'
        f'<edmx:Reference Uri="{_VOCABULARIES}/{_CAPABILITIES}.xml"><edmx:Include'
        f' Namespace="{_CAPABILITIES}"/></edmx:Reference><edmx:DataServices>'
        f'<Schema xmlns="http://docs.oasis-open.org/odata/ns/edm" Namespace="{_NAMESPACE}">'
        f'<EntityType Name="{ENTITIES}"><Key><PropertyRef Name="{KEY}"/></Key>{properties}</EntityType>'
        f'<EntityContainer Name="observed"><EntitySet Name="{ENTITIES}"'
        f' EntityType="{_NAMESPACE}.{ENTITIES}">{refusals}</EntitySet>'
        "</EntityContainer></Schema></edmx:DataServices></edmx:Edmx>\n"
    )


def odata_rows(form: ObservationForm, submissions: Iterable[Submission]) -> Iterator[dict[str, Any]]:
    """A row of the entity set for each submission; what was not answered, or is no number where it should be,
    is null (the CSV has it as it came)."""
    questions = _odata_questions(form)
    for one in submissions:
        row: dict[str, Any] = {name: getattr(one, name) or None for name in COLUMNS if name not in _MOMENTS}
        row |= {name: at.isoformat() if (at := getattr(one, name)) else None for name in _MOMENTS}
        row |= {
            name: _typed(question, one.answers.get(question.name, "")) for name, question in questions.items()
        }
        yield row


def _typed(question: Question, said: str) -> Any:
    if not said or question.kind not in _NUMBERS:
        return said or None
    # As telephones write numbers: what Python reads beside that (nan, 1_000) is none in JSON.
    _, read, written = _NUMBERS[question.kind]
    return read(said) if written.fullmatch(said) else None


def odata_columns(form: ObservationForm) -> Iterator[tuple[str, str]]:
    """The columns of the entity set, each with its type."""
    for name in COLUMNS:
        yield name, "Edm.DateTimeOffset" if name in _MOMENTS else "Edm.String"
    for name, one in _odata_questions(form).items():
        yield name, _NUMBERS.get(one.kind, ("Edm.String",))[0]


def _odata_questions(form: ObservationForm) -> dict[str, Question]:
    """Questions by simple identifiers of OData (letters of any script, digits, `_`), each another one."""
    found: dict[str, Question] = {}
    taken = {ENTITIES, *COLUMNS, *(one.name for one in form.questions)}
    for one in (one for one in form.questions if one.name not in COLUMNS):
        plain = re.sub(r"[^\w]", "_", one.name)
        others = (f"{plain}_{number}" for number in count(2))
        is_its_own = plain == one.name != ENTITIES
        found[plain if is_its_own else next(x for x in chain([plain], others) if x not in taken)] = one
        taken |= found.keys()
    return found
