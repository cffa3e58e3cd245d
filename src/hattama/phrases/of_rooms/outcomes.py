"""An outcome told to people: steps with their articles, the whole as sentence and table, and its rules."""

from dataclasses import dataclass
from fractions import Fraction

from hattama.core.outcomes import (
    ANSWER_WORDS,
    BAR_SHARES,
    COLUMN_WORDS,
    GROUP_WORDS,
    INFERRED,
    LEFT_WORDS,
    LET_IN_BY,
    NO,
    PERSON_TIE_WORDS,
    STATUS_WORDS,
    STEP_WORDS,
    UNKNOWN,
    VALUE_WORDS,
    WINNER_WORDS,
    YES,
    Conclusion,
    Denominator,
    GroupRule,
    Line,
    LoneList,
    MandateQuota,
    Outcome,
    PreferenceRule,
    Status,
    Step,
    ToldRule,
    Value,
    Winner,
    say_decimal,
    say_fraction,
    say_number,
    say_share,
)
from hattama.core.vocabulary import Message, Share, Text
from hattama.phrases.sayings import say

_TEXT_COLUMNS = frozenset({"choice", "base", "decisive", "admitted", "elected", "enough"})


@dataclass(frozen=True, slots=True)
class OutcomeTable:
    """A table as texts in one language; `numeric` says which columns hold numbers."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]


def say_step(step: Step, language: str) -> str:
    """The sentence of a step, with the article it rests on in square brackets."""
    bars = tuple(value for name, value in step.values if name in BAR_SHARES and isinstance(value, Fraction))
    values = {name: _say_value(name, value, language, bars) for name, value in step.values}
    sentence = say(STEP_WORDS[step.code], language, **values)
    if not step.cited:
        return sentence
    inferred = f", {say(INFERRED, language)}" if step.inferred else ""
    return f"{sentence} [{step.cited.say(language)}{inferred}]"


def say_outcome(outcome: Outcome, language: str) -> str:
    """What came out, in one or two sentences."""
    status = say(STATUS_WORDS[outcome.status], language)
    if outcome.answer is not None:
        return f"{status} {say(ANSWER_WORDS[outcome.answer], language)}"
    if outcome.status is Status.NO_VOTES or outcome.status is Status.INCOMPLETE:
        return status
    parts = [status]
    if winners := _winners(outcome, language):
        parts.append(winners)
    if outcome.contenders:
        names = ", ".join(say(outcome.line(code).names, language) for code in outcome.contenders)
        parts.append(f"{say(COLUMN_WORDS['contenders'], language)}: {names}.")
    if outcome.open_seats and outcome.kind == "party_list":
        parts.append(f"{say(COLUMN_WORDS['open_seats'], language)}: {say_number(outcome.open_seats)}.")
    return " ".join(parts)


def table_of(outcome: Outcome, language: str) -> OutcomeTable:
    """The result as a table: lists with their seats, candidates, or a referendum against every whole."""
    if outcome.conclusions:
        return _table_of_conclusions(outcome, language)
    names = ["choice", "votes", "share"]
    has_claims = any(line.claim is not None for line in outcome.lines)
    if outcome.kind == "party_list":
        names += ["admitted", *(["claim", "whole", "remainder"] if has_claims else []), "seats"]
    else:
        names.append("elected")
    rows = tuple(tuple(_cell(outcome, line, name, language) for name in names) for line in outcome.lines)
    return _table(names, rows, language)


def persons_table_of(outcome: Outcome, language: str) -> OutcomeTable:
    """The persons of all lists that have any, and who of them receives a seat."""
    rows = tuple(
        (
            say(of_list.names, language),
            say_number(line.place),
            say(LEFT_WORDS[line.left], language, name=line.names) if line.left else say(line.names, language),
            say(UNKNOWN, language) if line.votes is None else say_number(line.votes),
            _say_bool(line.elected, language),
        )
        for of_list in outcome.persons
        for line in of_list.lines
    )
    heads = (Message("List"), Message("Place"), Message("Name"))
    words = (*heads, *(COLUMN_WORDS[name] for name in ("votes", "elected")))
    return OutcomeTable(tuple(say(one, language) for one in words), rows, (False, True, False, True, False))


def _winners(outcome: Outcome, language: str) -> str:
    elected = [line for line in outcome.lines if line.elected]
    if outcome.kind != "party_list":
        return "".join(f"{say(line.names, language)}." for line in elected)
    return "; ".join(f"{say(line.names, language)} – {line.seats}" for line in elected) + "." * bool(elected)


def _table_of_conclusions(outcome: Outcome, language: str) -> OutcomeTable:
    names = ["base", "decisive", "votes_for", "total", "share", "enough"]
    rows = tuple(_conclusion_row(conclusion, language) for conclusion in outcome.conclusions)
    return _table(names, rows, language)


def _conclusion_row(conclusion: Conclusion, language: str) -> tuple[str, ...]:
    share = conclusion.share
    unknown = say(UNKNOWN, language)
    return (
        say(conclusion.words, language),
        _say_bool(conclusion.decisive, language),
        unknown if share is None else say_number(share.part),
        unknown if share is None else say_number(share.whole),
        unknown if share is None else _say_share_of(share, language),
        _say_bool(conclusion.enough, language),
    )


def _table(names: list[str], rows: tuple[tuple[str, ...], ...], language: str) -> OutcomeTable:
    words = tuple(say(COLUMN_WORDS[name], language) for name in names)
    return OutcomeTable(words, rows, tuple(name not in _TEXT_COLUMNS for name in names))


def _cell(outcome: Outcome, line: Line, name: str, language: str) -> str:
    match name:
        case "choice" if line.left is not None:
            return say(LEFT_WORDS[line.left], language, name=line.names)
        case "choice":
            return say(line.names, language)
        case "votes" | "seats":
            settled = None if outcome.is_elected(line) is None else line.seats
            count = line.votes if name == "votes" else settled
            return say(UNKNOWN, language) if count is None else say_number(count)
        case "share":
            return "" if line.share is None else _say_share_of(line.share, language)
        case "admitted" if line.let_in_by:
            return say(LET_IN_BY, language, article=line.let_in_by.words)
        case "admitted" | "elected":
            return _say_bool(line.admitted if name == "admitted" else outcome.is_elected(line), language)
        case "whole":
            return "" if line.whole is None else say_number(line.whole)
        case _:
            value = line.claim if name == "claim" else line.remainder
            return "" if value is None else say_decimal(value, 4, language)


def _say_bool(value: bool | None, language: str) -> str:
    if value is None:
        return say(UNKNOWN, language)
    return say(YES if value else NO, language)


def _say_share_of(share: Share, language: str) -> str:
    return say_share(share.fraction, language, *(() if share.bar is None else (share.bar,)))


def _say_value(name: str, value: Value, language: str, bars: tuple[Fraction, ...]) -> str:
    if isinstance(value, Text):
        return say(value, language)
    if isinstance(value, tuple):
        return ", ".join(say(words, language) for words in value)
    if isinstance(value, str):
        return value
    if name.endswith("_share"):
        return say_share(Fraction(value), language, *bars)
    return say_fraction(Fraction(value), language)


def say_rule_value(rule: ToldRule, language: str) -> str:
    """The value of a rule in words and numbers."""
    value = rule.value
    if isinstance(value, tuple):
        return "; ".join(_say_rule(part, language) for part in value) or "–"
    if isinstance(value, Fraction) and rule.code == "first_divisor":
        return say_fraction(value, language)
    return _say_rule(value, language)


def _say_rule(value: object, language: str) -> str:
    match value:
        case bool():
            return say(YES if value else NO, language)
        case int():
            return say_number(value)
        case Fraction():
            return f"{value.numerator}/{value.denominator} ({say_share(value, language)})"
        case Denominator():
            return say(value.words, language)
        case Status():
            return say(STATUS_WORDS[value], language)
        case Winner():
            return say(WINNER_WORDS[value], language)
        case LoneList() | GroupRule() | MandateQuota() | PreferenceRule():
            return _say_composed_rule(value, language)
        case _:
            return say(VALUE_WORDS[str(value)], language)


def _say_composed_rule(value: LoneList | GroupRule | MandateQuota | PreferenceRule, language: str) -> str:
    if isinstance(value, LoneList):
        return f"× {say_fraction(value.factor, language)}; ≥ {value.at_least}"
    if isinstance(value, PreferenceRule):
        sign, whole = ">" if value.more_than else "≥", say(value.of.words, language)
        share = _say_rule(value.threshold, language)
        return f"{sign} {share}: {whole}; {say(PERSON_TIE_WORDS[value.ties], language)}"
    if isinstance(value, GroupRule):
        cap = "" if value.most_seats is None else f"; ≤ {value.most_seats}"
        return f"{value.code}: {_say_rule(value.threshold, language)}{cap}"
    groups = [say_group(code, language) for code in value.groups]
    return f"≥ {say_share(value.share, language)}: {', '.join(groups)}"


def say_group(code: str, language: str) -> str:
    """The name of a quota's group in `language`, or its code where no name is known."""
    return say(GROUP_WORDS[code], language) if code in GROUP_WORDS else code
