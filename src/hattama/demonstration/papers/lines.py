"""The lines of the paper from top to bottom, in the order of the form, and what they are called there."""

from __future__ import annotations

from dataclasses import dataclass

from hattama.core.protocols import figure_key
from hattama.core.vocabulary import Contest, Words

CELLS = 6
"""How many members or portable boxes the paper has room for in a line."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the paper. `key` is the figure's key, or for a line of `cells` its code alone.

    `mark` is the line's name in the law; `in_words` says whether the number is also written in words.
    """

    key: str
    mark: str
    label: Words
    cells: int = 0
    in_words: bool = False


def lines_of(contest: Contest) -> tuple[Line, ...]:
    """The lines for `contest`: its choices stand in the order of the ballot."""
    return (
        _in_words("voters_listed", "N1", "Тізімдегі сайлаушылар", "Избирателей в списке"),
        _in_words("ballots_issued", "N2", "Бюллетень алған сайлаушылар", "Избиратели, получившие бюллетени"),
        _cells("issued_by_member", "N3", "Комиссия мүшелері берген бюллетеньдер", "Выдано членами комиссии"),
        _line("ballots_received", "N4", "Алынған бюллетеньдер", "Получено бюллетеней"),
        _line("ballots_cancelled", "N5", "Жойылған бюллетеньдер", "Погашено бюллетеней"),
        _cells(
            "box_requests", "A1", "Үй-жайдан тыс дауыс беруге өтініштер", "Заявлений голосовать вне помещения"
        ),
        _cells("box_ballots", "A2", "Тасымалданатын жәшіктегі бюллетеньдер", "Бюллетеней в переносной урне"),
        _in_words("participants", "N6", "Дауыс беруге қатысқандар", "Приняли участие в голосовании"),
        *(Line(figure_key("votes", choice.code), "V", choice.names, 0, True) for choice in contest.choices),
        _in_words("against_all", "VA", "«Бәріне қарсымын»", "«Против всех»"),
        _in_words("invalid", "NI", "Жарамсыз бюллетеньдер", "Недействительных бюллетеней"),
        _line("by_certificate", "M1", "Куәлік бойынша дауыс бергендер", "Голосовали по удостоверениям"),
        _line("outside_premises", "M2", "Үй-жайдан тыс дауыс бергендер", "Голосовали вне помещения"),
        _line("list_before", "", "Сайлау күніне дейін тізімде", "В списке до дня голосования"),
        _line("list_additions", "", "Сайлау күні тізімге қосылғандар", "Внесено в день голосования"),
        _line("certificates_in", "", "Қабылданған куәліктер", "Принято удостоверений"),
        _line("certificates_out", "", "Берілген куәліктер", "Выдано удостоверений"),
    )


def _line(key: str, mark: str, kk: str, ru: str) -> Line:
    return Line(key, mark, Words.of({"kk": kk, "ru": ru}))


def _in_words(key: str, mark: str, kk: str, ru: str) -> Line:
    return Line(key, mark, Words.of({"kk": kk, "ru": ru}), 0, True)


def _cells(key: str, mark: str, kk: str, ru: str) -> Line:
    return Line(key, mark, Words.of({"kk": kk, "ru": ru}), CELLS)
