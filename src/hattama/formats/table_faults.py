"""Faults of columns, cells and texts, which several readers of tables find."""

from __future__ import annotations

from hattama.formats.faults import FaultKind

COLUMN_MISSING = FaultKind.of(
    "TABLE-COLUMN",
    kk="«{expected}» бағаны жоқ",
    ru="нет столбца «{expected}»",
    en="there is no column “{expected}”",
)
COLUMN_TWICE = FaultKind.of(
    "TABLE-TWICE",
    kk="«{found}» бағаны екі рет кездеседі",
    ru="столбец «{found}» встречается дважды",
    en="the column “{found}” stands there twice",
)
CELL_IS_DATE = FaultKind.of(
    "CELL-DATE",
    kk="кодтың немесе мәтіннің орнында күн тұр: {found}; кестелік бағдарлама оны өзгерткен болуы мүмкін",
    ru="на месте кода или текста дата: {found}; возможно, её сделала табличная программа",
    en="a date in place of a code or text: {found}; perhaps a spreadsheet made it",
)
NOT_IN_LOOKUP = FaultKind.of(
    "CELL-LOOKUP",
    kk="сәйкестендіру файлының lookup кестесінде мұндай мән жоқ: {found}",
    ru="в таблице lookup файла сопоставления нет такого значения: {found}",
    en="the mapping's lookup has no such value: {found}",
)
TOO_LONG = FaultKind.of(
    "TEXT-LONG",
    kk="мәтін {found} таңбадан тұрады, ең көбі {expected}",
    ru="в тексте {found} знаков, допустимо не больше {expected}",
    en="the text has {found} characters, at most {expected} are possible",
)
NOT_PRINTABLE = FaultKind.of(
    "TEXT-CONTROL",
    kk="мәтінде көрінбейтін басқару таңбалары бар: {found}",
    ru="в тексте есть невидимые управляющие знаки: {found}",
    en="the text holds invisible control characters: {found}",
)
