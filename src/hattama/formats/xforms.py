"""Observers' forms written as XLSForms: checked with every fault at once, and compiled for phones.

What a form may say beyond XLSForm (its phase, flagged answers, indicators) is described in
docs/format/observation.md.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from hattama.core.observation import (
    NOT_OBSERVED,
    ObservationForm,
    Option,
    Question,
    QuestionKind,
    is_keyword,
    is_tag,
)
from hattama.core.vocabulary import Fault, Message, Words
from hattama.formats.faults import FaultKind, InputFaults, refuse_if_any
from hattama.formats.xlsform_sheets import NO_ROWS, Sheet, read_sheets

TYPE_UNKNOWN = FaultKind.of("XLSFORM-TYPE", Message("this type of question is not known here: {found}"))
NAME_UNFIT = FaultKind.of(
    "XLSFORM-NAME",
    Message("a name begins with a letter and has letters, digits and _ - . only, at most 64: {found}"),
)
NAME_TWICE = FaultKind.of(
    "XLSFORM-TWICE", Message("the name “{found}” is taken by row {expected}; names are unique in a form")
)
NO_SUCH_LIST = FaultKind.of("XLSFORM-LIST", Message("the sheet “choices” has no list “{found}”"))
UNPAIRED = FaultKind.of(
    "XLSFORM-GROUP", Message("a beginning without its end, or an end without its beginning")
)
NO_REFERENCE = FaultKind.of("XLSFORM-REFERENCE", Message("the form has no question “{found}”"))
ASKS_WHO = FaultKind.of(
    "XLSFORM-PERSON",
    Message(
        "the form takes from the telephone who holds it ({found}); observers are known by pseudonym alone"
    ),
)
NO_LABEL = FaultKind.of("XLSFORM-LABEL", Message("the question has no words in any language"))
SETTING = FaultKind.of(
    "XLSFORM-SETTING",
    Message("letters, digits and _ - . are expected, at most 64 signs; found: “{found}”"),
)
TAG_UNFIT = FaultKind.of(
    "XLSFORM-TAG",
    Message(
        "in short messages a form begins with two to eight Latin capitals; a question of choice, number "
        "or hour has one to three, a text @; each its own, none of them I, L, O or X; found: “{found}”"
    ),
)
ELSEWHERE = FaultKind.of(
    "XLSFORM-ELSEWHERE",
    Message("the form would send its answers elsewhere, or so that nobody here can read them"),
)
NOT_COMPILED = FaultKind.of("XLSFORM-COMPILE", Message("the form cannot be compiled: {found}"))

_KINDS: Final = {
    "integer": QuestionKind.WHOLE,
    "int": QuestionKind.WHOLE,
    "decimal": QuestionKind.DECIMAL,
    "range": QuestionKind.DECIMAL,
    "text": QuestionKind.TEXT,
    "string": QuestionKind.TEXT,
    "barcode": QuestionKind.TEXT,
    "acknowledge": QuestionKind.TEXT,
    "calculate": QuestionKind.TEXT,
    "hidden": QuestionKind.TEXT,
    "date": QuestionKind.DATE,
    "today": QuestionKind.DATE,
    "time": QuestionKind.TIME,
    "datetime": QuestionKind.MOMENT,
    "geopoint": QuestionKind.PLACE,
    "image": QuestionKind.FILE,
    "photo": QuestionKind.FILE,
    "audio": QuestionKind.FILE,
    "video": QuestionKind.FILE,
    "file": QuestionKind.FILE,
}
_UNASKED: Final = frozenset({"calculate", "hidden", "today"})
_SILENT: Final = frozenset({"note", "audit", "start", "end"})
"""Rows that are no questions: shown, or filled in by the telephone for itself."""
_PERSONAL: Final = frozenset(
    {"deviceid", "imei", "subscriberid", "simserial", "phonenumber", "phone number", "username", "email"}
)
_SELECT = re.compile(r"(select[_ ]one|select1|select[_ ]multiple|rank)(_from_file)? +(\S+)( +or_other)?")
_BLOCK = re.compile(r"(begin|end)[_ ](group|repeat)")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,63}", re.ASCII)
_SETTING = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,63})", re.ASCII)
_REFERENCE = re.compile(r"\$\{\s*(?:last-saved#)?([^}]*?)\s*\}")
_LANGUAGE = re.compile(r"(?:.*\(([a-z]{2,3})\)|([a-z]{2,3}))")
INDICATORS: Final = "indicators"
"""The list on `choices` that says what questions are about."""
_YES: Final = frozenset({"yes", "true", "true()"})
_AT_ROW = re.compile(r"\[row : (\d+)\] *")


@dataclass(frozen=True, slots=True)
class CompiledForm:
    """A form as a value and as the XForm that phones get; `files`: names of those that it needs beside."""

    form: ObservationForm
    xform: bytes
    files: tuple[str, ...]


def form_hash(content: bytes) -> str:
    """How OpenRosa names the content of a form or of its file; with a space in it Collect would fetch it anew
    every time."""
    return f"md5:{hashlib.md5(content, usedforsecurity=False).hexdigest()}"


def read_form(data: bytes, file: str) -> ObservationForm:
    """The form in an XLSForm (workbook, CSV or Markdown), without the compiler. Raises InputFaults."""
    return _checked(data, file)[1]


def compile_form(data: bytes, file: str) -> CompiledForm:
    """As `read_form`, with the XForm. Raises InputFaults."""
    # It takes most of a second to load, and few programs compile forms.
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert

    sheets, form = _checked(data, file)
    try:
        made = convert(xlsform=_workbook(sheets), validate=False, form_name="data")
    except PyXFormError as refused:
        raise InputFaults([_compiler_fault(sheets, refused)]) from refused
    files = sorted({one for _, cells in sheets["survey"].rows if (one := _file_of(cells.get("type", "")))})
    return CompiledForm(form, made.xform.encode(), tuple(files))


def _checked(data: bytes, file: str) -> tuple[Mapping[str, Sheet], ObservationForm]:
    sheets = read_sheets(data, file)
    survey = _Survey(sheets["survey"], sheets.get("choices", NO_ROWS))
    settings = sheets.get("settings", Sheet(f"{file}, settings", (), ()))
    refuse_if_any([*_setting_faults(settings), *survey.faults()])
    given = dict(settings.rows[0][1])
    form_id = given.get("form_id", given.get("id_string", ""))
    titles = _words(given, "form_title", _language_of(given.get("default_language", "")))
    return sheets, ObservationForm(
        form_id,
        given["version"],
        given.get("attribute::phase", form_id),
        titles,
        tuple(survey.questions(given)),
        given.get("prefix", ""),
    )


def _setting_faults(settings: Sheet) -> Iterator[Fault]:
    row, given = settings.rows[0] if settings.rows else (0, {})
    for column in (settings.column("form_id", "id_string"), "version"):
        if _SETTING.fullmatch(given.get(column, "")) is None:
            yield SETTING.at(settings.file, row=row, field=column, found=given.get(column, ""))
    if given.get("prefix") and not is_keyword(given["prefix"]):
        yield TAG_UNFIT.at(settings.file, row=row, field="prefix", found=given["prefix"])
    for column in ("public_key", "submission_url"):
        if given.get(column):
            yield ELSEWHERE.at(settings.file, row=row, field=column)


class _Survey:
    """The questions of a form with the lists of their answers."""

    def __init__(self, sheet: Sheet, choices: Sheet) -> None:
        self.sheet, self.choices = sheet, choices
        self.list_column = choices.column("list_name", "list name")
        self.name_column = choices.column("name", "value")
        self.lists: dict[str, dict[str, Mapping[str, str]]] = {}
        for _, cells in choices.rows:
            answers = self.lists.setdefault(cells.get(self.list_column, ""), {})
            answers.setdefault(cells.get(self.name_column, ""), cells)
        self.rows_of: dict[str, int] = {}
        for row, cells in sheet.rows:
            if cells.get("name") and not cells.get("type", "").startswith("end"):
                self.rows_of.setdefault(cells["name"], row)

    def faults(self) -> Iterator[Fault]:
        """All of them, in the order of the sheets."""
        yield from self._block_faults()
        for row, cells in self.sheet.rows:
            kind = cells.get("type", "")
            if not kind.startswith("end"):
                yield from self._name_faults(row, cells)
                yield from self._type_faults(row, cells, kind)
            yield from self._reference_faults(row, cells)
        yield from self._choice_faults()
        yield from self._tag_faults()

    def _tag_faults(self) -> Iterator[Fault]:
        seen = set()
        for row, cells in self.sheet.rows:
            tag = cells.get("compact_tag", "")
            if tag and (tag in seen or not is_tag(tag, self._kind(cells.get("type", "")))):
                yield TAG_UNFIT.at(self.sheet.file, row=row, field="compact_tag", found=tag)
            seen.add(tag)

    def _block_faults(self) -> Iterator[Fault]:
        opened: list[tuple[str, int]] = []
        for row, cells in self.sheet.rows:
            block = _BLOCK.fullmatch(cells.get("type", ""))
            if block is None:
                continue
            if block[1] == "begin":
                opened.append((block[2], row))
            elif not opened or opened.pop()[0] != block[2]:
                yield UNPAIRED.at(self.sheet.file, row=row, field="type", found=block[0])
        for kind, row in opened:
            yield UNPAIRED.at(self.sheet.file, row=row, field="type", found=kind)

    def _name_faults(self, row: int, cells: Mapping[str, str]) -> Iterator[Fault]:
        name = cells.get("name", "")
        if cells.get("type", "") == "audit" and not name:
            return
        if _NAME.fullmatch(name) is None:
            yield NAME_UNFIT.at(self.sheet.file, row=row, field="name", found=name)
        elif self.rows_of[name] != row:
            first = str(self.rows_of[name])
            yield NAME_TWICE.at(self.sheet.file, row=row, field="name", found=name, expected=first)

    def _type_faults(self, row: int, cells: Mapping[str, str], kind: str) -> Iterator[Fault]:
        select = _SELECT.fullmatch(kind)
        if kind.lower() in _PERSONAL:
            yield ASKS_WHO.at(self.sheet.file, row=row, field="type", found=kind)
        elif (
            select is None
            and kind.lower() not in _KINDS
            and kind not in _SILENT
            and not _BLOCK.fullmatch(kind)
        ):
            yield TYPE_UNKNOWN.at(self.sheet.file, row=row, field="type", found=kind)
        elif select is not None and select[2] is None and select[3] not in self.lists:
            yield NO_SUCH_LIST.at(self.sheet.file, row=row, field="type", found=select[3])
        is_asked = select is not None or (kind.lower() in _KINDS and kind.lower() not in _UNASKED)
        if is_asked and not any(column.split("::")[0] == "label" for column in cells):
            yield NO_LABEL.at(self.sheet.file, row=row, field="label")

    def _reference_faults(self, row: int, cells: Mapping[str, str]) -> Iterator[Fault]:
        for column, cell in cells.items():
            for name in _REFERENCE.findall(cell):
                if name not in self.rows_of:
                    yield NO_REFERENCE.at(self.sheet.file, row=row, field=column, found=name)

    def _choice_faults(self) -> Iterator[Fault]:
        seen: dict[tuple[str, str], int] = {}
        for row, cells in self.choices.rows:
            name = cells.get(self.name_column, "")
            key = (cells.get(self.list_column, ""), name)
            if not all(key) or " " in name:
                yield NAME_UNFIT.at(self.choices.file, row=row, field=self.name_column, found=name)
            elif key in seen:
                found, first = name, str(seen[key])
                yield NAME_TWICE.at(
                    self.choices.file, row=row, field=self.name_column, found=found, expected=first
                )
            elif key[0] == INDICATORS and name not in self.rows_of:
                yield NO_REFERENCE.at(self.choices.file, row=row, field=self.name_column, found=name)
            seen.setdefault(key, row)

    def questions(self, settings: Mapping[str, str]) -> Iterator[Question]:
        """The questions, in the order of the sheet."""
        language = _language_of(settings.get("default_language", ""))
        for _, cells in self.sheet.rows:
            kind = self._kind(cells["type"])
            if kind is not None:
                yield self._question(cells, kind, language)

    def _kind(self, said: str) -> QuestionKind | None:
        select = _SELECT.fullmatch(said)
        if select is None:
            return _KINDS.get(said.lower())
        return QuestionKind.CHOICE if "one" in select[1] or select[1] == "select1" else QuestionKind.CHOICES

    def _question(self, cells: Mapping[str, str], kind: QuestionKind, language: str) -> Question:
        select = _SELECT.fullmatch(cells["type"])
        answers = self.lists.get(select[3], {}) if select is not None else {}
        options = tuple(
            Option(name, _words(choice, "label", language), choice.get("flagged", "").lower() in _YES)
            for name, choice in answers.items()
        )
        unseen = {name for name, choice in answers.items() if choice.get("not_observed", "").lower() in _YES}
        about = self.lists.get(INDICATORS, {}).get(cells["name"], {})
        norms = about.get("norm")
        return Question(
            cells["name"],
            kind,
            _words(cells, "label", language),
            about.get("code", ""),
            None if norms is None else tuple(norms.split()) if norms != "none" else (),
            options,
            frozenset(unseen | ({NOT_OBSERVED} & answers.keys())),
            _words(about, "label", language),
            cells.get("compact_tag", ""),
        )


def _language_of(said: str) -> str:
    """The code of a language as XLSForm names it, `Қазақша (kk)`; Kazakh where it names none."""
    found = _LANGUAGE.fullmatch(said)
    return "kk" if found is None else found[1] or found[2]


def _words(cells: Mapping[str, str], column: str, language: str) -> Words:
    said = {}
    for name, text in cells.items():
        base, _, tongue = name.partition("::")
        if base == column:
            said[_language_of(tongue) if tongue else language] = text
    return Words.of(said)


def _file_of(kind: str) -> str:
    select = _SELECT.fullmatch(kind)
    return select[3] if select is not None and select[2] is not None else ""


def _workbook(sheets: Mapping[str, Sheet]) -> dict[str, Any]:
    """The sheets as the compiler takes them; it knows one title."""
    workbook: dict[str, Any] = {"sheet_names": list(sheets)}
    for name, sheet in sheets.items():
        kept = [column for column in sheet.columns if column and not column.startswith("form_title::")]
        workbook[name] = [{key: cells[key] for key in kept if key in cells} for _, cells in sheet.rows]
        workbook[f"{name}_header"] = [dict.fromkeys(kept)]
    return workbook


def _compiler_fault(sheets: Mapping[str, Sheet], refused: Any) -> Fault:
    """What the compiler stumbled over; it counts the rows that it was given, behind a header in row 1."""
    text = str(refused)
    named = next((name for name in sheets if f"'{name}' sheet" in text), "survey")
    place = _AT_ROW.search(text)
    number = int(place[1]) - 2 if place is not None else -1
    rows = sheets[named].rows
    row = rows[number][0] if 0 <= number < len(rows) else 0
    column = str((getattr(refused, "context", None) or {}).get("column", ""))
    return NOT_COMPILED.at(sheets[named].file, row=row, field=column, found=_AT_ROW.sub("", text)[:500])
