"""The questions of a card that observers answer: were they there, did they get copies and see the lists."""

from collections.abc import Iterator, Sequence

from hattama.core.cards.asked import Asked, Why, of_entry, of_record, of_tables, why
from hattama.core.cards.criteria import Criterion, Evidence, State
from hattama.core.cards.facts import Copy
from hattama.core.observation import NOT_OBSERVED, Seen


def copies_given(asked: Asked, criterion: Criterion) -> Why:
    """Whether copies were handed over: who got one says so, too."""
    given = [one for one in asked.facts.seen if one.sent.answers.get("copy") == "certified"]
    return step_or_observers(asked, criterion, given, "copies_received")


def step_or_observers(
    asked: Asked, criterion: Criterion, given: Sequence[Seen] = (), told: str = "observers_say_so"
) -> Why:
    """Whether a step was taken, by an act against observers, by what they answered, by its time.

    `given`: forms that say so besides those whose answers do; `told`: the reason if these are all.
    """
    contradicted = _against(asked, criterion)
    if contradicted is not None:
        return contradicted
    seen = asked.facts.seen
    denied = [one for one in seen if _says(one, criterion.denied_by)]
    if any(_differ(one, criterion) for one in seen) or (denied and (given or _others_say(seen, criterion))):
        return why(State.OPEN, "observers_differ", *of_tables(seen))
    if denied:
        return why(State.CONTRADICTED, "observers_deny", *of_tables(denied), forms=len(denied))
    if given:
        return why(State.SHOWN, told, *of_tables(given), copies=len(given))
    said = [one for one in seen if _says(one, criterion.told_by)]
    if said:
        return why(State.SHOWN, "observers_say_so", *of_tables(said), forms=len(said))
    return _step(asked, criterion)


def _says(one: Seen, pairs: Sequence[str]) -> bool:
    return any(one.sent.answers.get(question) == answer for question, _, answer in _split(pairs))


def _split(pairs: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    return (pair.partition("=") for pair in pairs)


def _differ(one: Seen, criterion: Criterion) -> bool:
    """Whether observers whose forms were published as one answered differently."""
    asked = {question for question, _, _ in _split((*criterion.told_by, *criterion.denied_by))}
    return not asked.isdisjoint(one.sent.differing.split())


def _others_say(seen: Sequence[Seen], criterion: Criterion) -> bool:
    """Whether a question that one form answers against the criterion has another answer in another form."""
    denials: dict[str, set[str]] = {}
    for question, _, answer in _split(criterion.denied_by):
        denials.setdefault(question, set()).add(answer)
    for question, against in denials.items():
        answers = {one.sent.answers.get(question, "") for one in seen} - {"", NOT_OBSERVED}
        if answers & against and answers - against:
            return True
    return False


def _step(asked: Asked, criterion: Criterion) -> Why:
    steps = asked.defined(criterion)
    if not steps:
        return why(State.NOT_ANSWERABLE, "no_steps_asked")
    times = asked.times(steps)
    return why(State.SHOWN, "step_taken", *times) if times else why(State.OPEN, "step_lacking")


def _against(asked: Asked, criterion: Criterion) -> Why | None:
    """What acts against observers say; None where nothing of this kind was told of."""
    told = list(asked.acts(criterion))
    standing = [one for one in told if one.state is None or one.state.code != "rejected"]
    if standing:
        return why(State.CONTRADICTED, "act_told", *map(of_record, standing), acts=len(standing))
    reported = [one for one in asked.facts.seen if one.act in criterion.acts]
    if reported:
        return why(State.CONTRADICTED, "act_reported", *of_tables(reported), forms=len(reported))
    return why(State.OPEN, "act_not_recognised", *map(of_record, told)) if told else None


def observers_there(asked: Asked, criterion: Criterion) -> Why:
    """Whether observers reported from here, and no act against them was told of."""
    contradicted = _against(asked, criterion)
    if contradicted is not None:
        return contradicted
    facts = asked.facts
    copies = [one for one in facts.copies if one.index not in {seen.table.index for seen in facts.seen}]
    if facts.seen:
        evidence = (*of_tables(facts.seen), *entries_of(copies))
        return why(State.SHOWN, "observers_reported", *evidence, forms=len(facts.seen))
    if copies:
        return why(State.SHOWN, "observers_there", *entries_of(copies), copies=len(copies))
    return why(State.NOT_ANSWERABLE, "observers_unknown")


def entries_of(copies: Sequence[Copy]) -> Iterator[Evidence]:
    """The entries that hold these copies."""
    return (of_entry(copy.index) for copy in copies)
