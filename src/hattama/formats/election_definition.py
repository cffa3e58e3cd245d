"""election.toml: an election with its contests and their choices, read strictly and written back."""

import datetime
from dataclasses import replace

from hattama.core.norms import is_norm_id
from hattama.core.vocabulary import (
    Choice,
    ConfirmedBy,
    Contest,
    Election,
    EntryRules,
    Message,
    PaperCodes,
    PollingHours,
    Polls,
    Withdrawal,
    Words,
    is_area_id,
    is_code,
    is_election_id,
)
from hattama.formats.faults import FaultKind
from hattama.formats.polling_hours import read_polling_hours
from hattama.formats.table_times import is_time_zone
from hattama.formats.toml_documents import NOT_ALLOWED, TomlTable, read_toml

CODE_TWICE = FaultKind.of("ELECTION-CODE", Message("the code “{found}” is already taken"))
ORDER_TWICE = FaultKind.of(
    "ELECTION-ORDER", Message("order of registration {found} is given twice, and it is what decides a tie")
)
AREA_NOT_LISTED = FaultKind.of("ELECTION-AREA", Message("the list of areas has no “{found}”"))
PRELIMINARY_OF_ONE = FaultKind.of(
    "ELECTION-ENTRY", Message("a single entry confirms itself at once and cannot be preliminary")
)
PRELIMINARY_OF_TWO = FaultKind.of(
    "ELECTION-BLIND",
    Message(
        "with two entries the second typist would read the first one in public before typing: write "
        'entries = 1 and confirmed_by = "person" beside preliminary, or leave preliminary out'
    ),
)
CIVIC_BLIND = FaultKind.of(
    "ELECTION-CIVIC",
    Message(
        "two people read each copy of a civic count blindly: write entries = 2 and "
        'confirmed_by = "equal_entries"'
    ),
)
DEMONSTRATION_NOTICE = Words.of(
    {
        "kk": "Бұл – ойдан шығарылған сайлау, тек көрсету үшін.",
        "ru": "Эти выборы выдуманы и служат только для показа.",
        "en": "This election is made up, for demonstration only.",
    }
)
"""What a made-up election says wherever its figures are shown, unless it says so in notices of its own."""
CIVIC_ENTRY = (2, ConfirmedBy.EQUAL_ENTRIES)
CIVIC_NOTICE = Words.of(
    {
        "kk": "Бұл – азаматтық санау, ресми нәтиже емес. Сандар байқаушылар мен азаматтар әкелген "
        "хаттама көшірмелерінен алынған, әр көшірмені екі ерікті бір-бірінен бөлек оқыған. Ресми "
        "сандарға қосылмайды.",
        "ru": "Это гражданский подсчёт, а не официальный итог. Числа взяты из копий протоколов, которые "
        "принесли наблюдатели и граждане; каждую копию два волонтёра прочли независимо. С официальными "
        "суммами они не складываются.",
        "en": "This is a civic count and no official result. The figures are those of copies of protocols "
        "that observers and citizens brought, each read by two volunteers independently. They are added to "
        "no official sum.",
    }
)
"""What stands wherever figures of a civic count are shown."""
HOURS_TWICE = FaultKind.of("ELECTION-HOURS", Message("hours are given twice for “{found}”"))
_CODE_SHAPE = "[a-z][a-z0-9_]*"
_NAME_SHAPE = "[a-z0-9-]"


def parse_election(data: bytes, file: str) -> Election:
    """The election that the bytes of an election.toml define. Raises InputFaults with everything wrong.

    `file` is the name by which faults speak of it. Areas of contests are taken as written here; that
    they exist is checked where the list of areas is at hand (`load_election_folder`).
    """
    top = read_toml(data, file)
    tables = top.tables("contest")
    contests = tuple(_contest(table) for table in tables)
    _refuse_repetition(tables, [contest.code for contest in contests])
    head = top.table("election")
    entry = top.table("entry", required=False)
    rules = EntryRules() if entry is None else _entry_rules(entry)
    codes = top.table("paper_codes", required=False)
    printed = PaperCodes() if codes is None else _paper_codes(codes)
    hours = top.table("polls", required=False)
    polls = None if hours is None else _polls(hours)
    election = _election(head, contests, rules, printed, polls) if head else None
    if election is not None and election.civic and (rules.entries, rules.confirmed_by) != CIVIC_ENTRY:
        top.fault(CIVIC_BLIND, "entry")
    log = top.table("log", required=False)
    if election is not None and log is not None:
        age = _within(log, "greatest_age_minutes", 5, MOST_AGE_MINUTES, MOST_AGE_MINUTES)
        election = replace(election, greatest_age_minutes=age)
    top.document.refuse_if_faulty()
    assert election is not None, "a missing [election] is a fault"
    return election


def _entry_rules(table: TomlTable) -> EntryRules:
    """How protocols are entered. A preliminary entry needs somebody after it who confirms it, and is no half
    of two blind ones: it is public before the second would be typed."""
    entries = table.integer("entries", least=1, default=1) or 1
    if entries > 2:
        table.fault(NOT_ALLOWED, "entries", str(entries), "1, 2")
    confirmed_by = table.one_of("confirmed_by", ConfirmedBy, ConfirmedBy.EQUAL_ENTRIES)
    rules = EntryRules(entries, table.boolean("preliminary"), confirmed_by)
    if rules.preliminary and rules.one_step:
        table.fault(PRELIMINARY_OF_ONE, "preliminary")
    elif rules.preliminary and rules.entries == 2:
        table.fault(PRELIMINARY_OF_TWO, "preliminary")
    return rules


def _paper_codes(table: TomlTable) -> PaperCodes:
    """When codes on paper are good. Each number has its bounds."""
    usual = PaperCodes()
    return PaperCodes(
        _within(table, "days_before", 0, 30, usual.days_before),
        _within(table, "hour", 0, 23, usual.hour),
        _within(table, "valid_hours", 1, 720, usual.valid_hours),
    )


MOST_AGE_MINUTES = 1440


def _within(table: TomlTable, key: str, least: int, most: int, default: int) -> int:
    number = table.integer(key, least=least, default=default)
    if number is not None and number > most:
        table.fault(NOT_ALLOWED, key, str(number), f"{least}–{most}")
    return default if number is None else number


def _polls(table: TomlTable) -> Polls:
    """When polls open and close, and where at other hours."""
    usual = read_polling_hours(table)
    elsewhere = []
    named: set[str] = set()
    for other in table.tables("elsewhere", required=False):
        areas = _areas(other)
        for area_id in areas:
            if area_id in named:
                other.fault(HOURS_TWICE, "areas", area_id)
            named.add(area_id)
        elsewhere.append((areas, read_polling_hours(other, usual)))
    return Polls(usual, tuple(elsewhere))


def _election(
    table: TomlTable,
    contests: tuple[Contest, ...],
    entry: EntryRules,
    paper_codes: PaperCodes,
    polls: Polls | None,
) -> Election:
    polling_on = table.day("date")
    election = Election(
        election_id=table.text("id", check=is_election_id, expected=_NAME_SHAPE),
        names=table.words("names"),
        polling_on=polling_on,
        rule_pack=table.text("rule_pack", check=is_election_id, expected=_NAME_SHAPE),
        contests=tuple(_held_against(polling_on, contest) for contest in contests),
        time_zone=table.text("time_zone", check=is_time_zone, expected="Asia/Almaty, UTC, …"),
        demonstration=table.boolean("demonstration"),
        notices=tuple(notice.as_words() for notice in table.tables("notices", required=False)),
        civic=table.boolean("civic"),
        entry=entry,
        paper_codes=paper_codes,
        polls=polls,
    )
    if election.demonstration and not election.notices:
        election = replace(election, notices=(DEMONSTRATION_NOTICE,))
    if election.civic:
        return replace(election, notices=(CIVIC_NOTICE, *election.notices))
    return election


def _contest(table: TomlTable) -> Contest:
    choices = table.tables("choice")
    contest = Contest(
        code=table.text("code", check=is_code, expected=_CODE_SHAPE),
        kind=table.text("kind", check=is_code, expected=_CODE_SHAPE),
        names=table.words("names"),
        choices=tuple(_choice(choice) for choice in choices),
        form=table.text("form", required=False, check=is_code, expected=_CODE_SHAPE),
        areas=_areas(table),
        seats=table.integer("seats", least=1),
        short_names=table.words("short_names", required=False),
    )
    persons = [person for choice in choices for person in choice.tables("person", required=False)]
    # What a row of the form is called is said by its code alone, so that one code is one row.
    _refuse_repetition([*choices, *persons], [one.code for one in (*contest.choices, *contest.persons)])
    _refuse_shared_order(choices, contest.choices)
    return contest


def _choice(table: TomlTable) -> Choice:
    withdrawn = table.table("withdrawn", required=False)
    return Choice(
        code=table.text("code", check=is_code, expected=_CODE_SHAPE),
        names=table.words("names"),
        registered_order=table.integer("registered_order", least=1),
        withdrawn=None if withdrawn is None else _withdrawal(withdrawn),
        areas=_areas(table),
        persons=tuple(_person(person) for person in table.tables("person", required=False)),
    )


def _person(table: TomlTable) -> Choice:
    """One of a list for whom votes are counted; its place on the list is that in the file."""
    withdrawn = table.table("withdrawn", required=False)
    return Choice(
        code=table.text("code", check=is_code, expected=_CODE_SHAPE),
        names=table.words("names"),
        withdrawn=None if withdrawn is None else _withdrawal(withdrawn),
        lot=table.integer("lot", least=1),
    )


def _withdrawal(table: TomlTable) -> Withdrawal:
    """Since when a choice does not stand; whether that is after the vote is said once its day is known."""
    norms = table.texts("norms")
    for norm_id in norms:
        if not is_norm_id(norm_id):
            table.fault(NOT_ALLOWED, "norms", norm_id, "kz-elections/60(1)")
    return Withdrawal(table.day("on"), norms, table.text("decision"))


def _held_against(polling_on: datetime.date, contest: Contest) -> Contest:
    """The contest with its withdrawals dated before or after the vote."""

    def dated(choice: Choice) -> Choice:
        left = choice.withdrawn and replace(choice.withdrawn, after_vote=choice.withdrawn.on > polling_on)
        return replace(choice, withdrawn=left, persons=tuple(map(dated, choice.persons)))

    return replace(contest, choices=tuple(map(dated, contest.choices)))


def _areas(table: TomlTable) -> tuple[str, ...]:
    areas = table.texts("areas")
    for area_id in areas:
        if not is_area_id(area_id):
            table.fault(AREA_NOT_LISTED, "areas", area_id)
    return areas


def _refuse_repetition(tables: list[TomlTable], codes: list[str]) -> None:
    seen: set[str] = set()
    for table, code in zip(tables, codes, strict=True):
        if code and code in seen:
            table.fault(CODE_TWICE, "code", code)
        seen.add(code)


def _refuse_shared_order(tables: list[TomlTable], choices: tuple[Choice, ...]) -> None:
    seen: set[int] = set()
    for table, choice in zip(tables, choices, strict=True):
        order = choice.registered_order
        if order is not None and order in seen:
            table.fault(ORDER_TWICE, "registered_order", str(order))
        elif order is not None:
            seen.add(order)


def render_election(election: Election) -> bytes:
    """An election.toml from which `parse_election` makes the same election; the same bytes every time."""
    lines = [
        "[election]",
        f"id = {_quoted(election.election_id)}",
        f"names = {_inline(election.names)}",
        f"date = {election.polling_on.isoformat()}",
        f"rule_pack = {_quoted(election.rule_pack)}",
        f"time_zone = {_quoted(election.time_zone)}",
    ]
    marks = {"demonstration": election.demonstration, "civic": election.civic}
    lines += [f"{name} = true" for name, is_so in marks.items() if is_so]
    notices = election.notices[1:] if election.civic else election.notices
    if notices and not (election.demonstration and notices == (DEMONSTRATION_NOTICE,)):
        lines += ["notices = [", *(f"    {_inline(notice)}," for notice in notices), "]"]
    if election.entry != EntryRules():
        lines += ["", *_entry_lines(election.entry)]
    if election.paper_codes != PaperCodes():
        lines += ["", *_paper_code_lines(election.paper_codes)]
    if election.polls is not None:
        lines += ["", *_polls_lines(election.polls)]
    if election.greatest_age_minutes is not None:
        lines += ["", "[log]", f"greatest_age_minutes = {election.greatest_age_minutes}"]
    for contest in election.contests:
        lines += ["", *_contest_lines(contest)]
    return ("\n".join(lines) + "\n").encode()


def _entry_lines(rules: EntryRules) -> list[str]:
    return [
        "[entry]",
        f"entries = {rules.entries}",
        f"preliminary = {str(rules.preliminary).lower()}",
        f"confirmed_by = {_quoted(rules.confirmed_by)}",
    ]


def _paper_code_lines(codes: PaperCodes) -> list[str]:
    return [
        "[paper_codes]",
        f"days_before = {codes.days_before}",
        f"hour = {codes.hour}",
        f"valid_hours = {codes.valid_hours}",
    ]


def _polls_lines(polls: Polls) -> list[str]:
    lines = ["[polls]", *_hours_lines(polls.hours)]
    for areas, hours in polls.elsewhere:
        lines += ["", "[[polls.elsewhere]]", _areas_line(areas), *_hours_lines(hours)]
    return lines


def _hours_lines(hours: PollingHours) -> list[str]:
    lines = [f'open = "{hours.opens:%H:%M}"', f'close = "{hours.closes:%H:%M}"']
    return [*lines, "may_end_early = true"] if hours.may_end_early else lines


def _areas_line(areas: tuple[str, ...]) -> str:
    return f"areas = [{', '.join(map(_quoted, areas))}]"


def _contest_lines(contest: Contest) -> list[str]:
    lines = [
        "[[contest]]",
        f"code = {_quoted(contest.code)}",
        f"kind = {_quoted(contest.kind)}",
        f"names = {_inline(contest.names)}",
    ]
    if contest.short_names:
        lines.append(f"short_names = {_inline(contest.short_names)}")
    if contest.form:
        lines.append(f"form = {_quoted(contest.form)}")
    if contest.areas:
        lines.append(_areas_line(contest.areas))
    if contest.seats is not None:
        lines.append(f"seats = {contest.seats}")
    return [*lines, *(line for choice in contest.choices for line in _choice_lines(choice))]


def _choice_lines(choice: Choice) -> list[str]:
    lines = ["", "[[contest.choice]]", f"code = {_quoted(choice.code)}", f"names = {_inline(choice.names)}"]
    if choice.registered_order is not None:
        lines.append(f"registered_order = {choice.registered_order}")
    if choice.areas:
        lines.append(_areas_line(choice.areas))
    if choice.withdrawn is not None:
        lines.append(_withdrawn(choice.withdrawn))
    if choice.persons:
        lines += ["person = [", *(f"    {{ {_person_line(person)} }}," for person in choice.persons), "]"]
    return lines


def _person_line(person: Choice) -> str:
    said = [f"code = {_quoted(person.code)}", f"names = {_inline(person.names)}"]
    said += [] if person.lot is None else [f"lot = {person.lot}"]
    return ", ".join([*said, *([] if person.withdrawn is None else [_withdrawn(person.withdrawn)])])


def _withdrawn(withdrawn: Withdrawal) -> str:
    norms, decision = ", ".join(map(_quoted, withdrawn.norms)), _quoted(withdrawn.decision)
    return f"withdrawn = {{ on = {withdrawn.on.isoformat()}, norms = [{norms}], decision = {decision} }}"


def _inline(words: Words) -> str:
    return "{ " + ", ".join(f"{language} = {_quoted(text)}" for language, text in words.items()) + " }"


def _quoted(text: str) -> str:
    return '"' + "".join(_ESCAPES.get(letter, letter) for letter in text) + '"'


_ESCAPES = {chr(code): f"\\u{code:04x}" for code in [*range(0x20), 0x7F]} | {'"': '\\"', "\\": "\\\\"}
