"""What can be wrong with a row of results, and with a mapping for the election it is meant for."""

from __future__ import annotations

from dataclasses import dataclass

from hattama.formats.faults import FaultKind

NO_PRECINCT = FaultKind.of(
    "IMPORT-NOPRECINCT",
    kk="сайлау учаскесінің идентификаторы шықпады",
    ru="идентификатор избирательного участка не получился",
    en="no identifier of a precinct came out",
)
UNKNOWN_PRECINCT = FaultKind.of(
    "IMPORT-UNKNOWN",
    kk="мұндай сайлау учаскесі тізімде жоқ: {found}",
    ru="такого избирательного участка нет в списке: {found}",
    en="there is no such precinct in the list of areas: {found}",
)
NOT_A_PRECINCT = FaultKind.of(
    "IMPORT-AREA",
    kk="{found} – сайлау учаскесі емес, жоғары тұрған аумақ",
    ru="{found} – не избирательный участок, а вышестоящая территория",
    en="{found} is not a precinct but an area above precincts",
)
PRECINCT_TWICE = FaultKind.of(
    "IMPORT-TWICE",
    kk="{found} учаскесінің хаттамасы {expected}-жолда да тұр",
    ru="протокол участка {found} есть и в строке {expected}",
    en="the protocol of precinct {found} also stands in row {expected}",
)
UNKNOWN_CONTEST = FaultKind.of(
    "IMPORT-CONTEST",
    kk="сайлауда «{found}» дауыс беруі жоқ; бары: {expected}",
    ru="в выборах нет голосования «{found}»; есть: {expected}",
    en="the election has no contest “{found}”; it has: {expected}",
)
NOT_HELD_HERE = FaultKind.of(
    "IMPORT-HERE",
    kk="«{expected}» дауыс беруі {found} учаскесінде өтпейді",
    ru="голосование «{expected}» на участке {found} не проводится",
    en="the contest “{expected}” is not held in precinct {found}",
)
NO_UNIT = FaultKind.of(
    "CLAIM-NOAREA",
    kk="аумақтың идентификаторы шықпады",
    ru="идентификатор территории не получился",
    en="no identifier of an area came out",
)
UNKNOWN_UNIT = FaultKind.of(
    "CLAIM-UNKNOWN",
    kk="мұндай аумақ тізімде жоқ: {found}",
    ru="такой территории нет в списке: {found}",
    en="there is no such area in the list: {found}",
)
NOT_A_UNIT = FaultKind.of(
    "CLAIM-PRECINCT",
    kk="{found} – сайлау учаскесі; жиынтық кестеде одан жоғары тұрған аумақтар тұруы керек",
    ru="{found} – избирательный участок; в сводной таблице должны стоять вышестоящие территории",
    en="{found} is a precinct; a summary table speaks of areas above precincts",
)
CLAIM_TWICE = FaultKind.of(
    "CLAIM-TWICE",
    kk="{found} аумағының сандары {expected}-жолда да тұр",
    ru="числа территории {found} есть и в строке {expected}",
    en="the figures of the area {found} also stand in row {expected}",
)
NOT_HELD_IN_UNIT = FaultKind.of(
    "CLAIM-HERE",
    kk="«{expected}» дауыс беруі {found} аумағында өтпейді",
    ru="голосование «{expected}» на территории {found} не проводится",
    en="the contest “{expected}” is not held in the area {found}",
)
UNKNOWN_CHOICE = FaultKind.of(
    "IMPORT-CHOICE",
    kk="«{expected}» дауыс беруінде мұндай таңдау жоқ: {found}",
    ru="в голосовании «{expected}» нет такого варианта: {found}",
    en="the contest “{expected}” has no such choice: {found}",
)
CHOICE_TWICE = FaultKind.of(
    "IMPORT-AGAIN",
    kk="{found} бір хаттамада екі рет берілген",
    ru="{found} указано в одном протоколе дважды",
    en="{found} is given twice in one protocol",
)
FIGURE_DIFFERS = FaultKind.of(
    "IMPORT-DIFFERS",
    kk="бір хаттаманың жолдарында сан әртүрлі: {found}, бұрын {expected}",
    ru="в строках одного протокола число разное: {found}, раньше {expected}",
    en="rows of one protocol give different numbers: {found}, before {expected}",
)
FIGURE_OF_OTHERS = FaultKind.of(
    "IMPORT-FOREIGN",
    kk="«{expected}» дауыс беруінің хаттамасында мұндай жол жоқ, ал ұяшықта {found} тұр",
    ru="в протоколе голосования «{expected}» нет такой строки, а в ячейке {found}",
    en="the protocol of the contest “{expected}” has no such line, yet the cell holds {found}",
)
BLANK = FaultKind.of(
    "IMPORT-BLANK",
    kk='жолда бірде-бір сан жоқ; бұл хаттаманың жоғын білдірсе, blank_rows = "skip" деп жазыңыз',
    ru='в строке нет ни одного числа; если это значит, что протокола нет, напишите blank_rows = "skip"',
    en='the row gives no figure at all; if that means there is no protocol, write blank_rows = "skip"',
)
NOT_A_LINK = FaultKind.of(
    "IMPORT-LINK",
    kk="сілтеме http:// немесе https:// деп басталуы керек: {found}",
    ru="ссылка должна начинаться с http:// или https://: {found}",
    en="a link must begin with http:// or https://: {found}",
)
FIGURE_UNKNOWN = FaultKind.of(
    "MAP-FIGURE",
    kk="хаттама нысанында мұндай жол жоқ: {found}",
    ru="в форме протокола нет такой строки: {found}",
    en="the protocol form has no such line: {found}",
)
CHOICE_UNKNOWN = FaultKind.of(
    "MAP-CHOICE",
    kk="сайлауда мұндай таңдау жоқ: {found}",
    ru="в выборах нет такого варианта: {found}",
    en="the election has no such choice: {found}",
)
CHOICE_LACKING = FaultKind.of(
    "MAP-LACKING",
    kk="«{expected}» дауыс беруінің мына таңдауларына баған көрсетілмеген: {found}",
    ru="для вариантов голосования «{expected}» не указан столбец: {found}",
    en="no column is named for these choices of the contest “{expected}”: {found}",
)


@dataclass(frozen=True, slots=True)
class RowSubject:
    """What the rows of a table speak of, precincts or areas above them; what to say where they do not."""

    is_precinct: bool
    lacking: FaultKind
    unknown: FaultKind
    wrong: FaultKind
    twice: FaultKind
    not_held: FaultKind


PRECINCTS = RowSubject(True, NO_PRECINCT, UNKNOWN_PRECINCT, NOT_A_PRECINCT, PRECINCT_TWICE, NOT_HELD_HERE)
UNITS = RowSubject(False, NO_UNIT, UNKNOWN_UNIT, NOT_A_UNIT, CLAIM_TWICE, NOT_HELD_IN_UNIT)
