"""The steps of counting night as a rule pack writes them."""

from __future__ import annotations

from hattama.core.protocols import STEP_PARTS, StepDefinition, StepLimit, StepScope
from hattama.core.vocabulary import is_code
from hattama.formats.rulepack_faults import LIMIT_UNSAID, NO_SUCH_STEP, TWICE
from hattama.formats.rulepack_forms import CODE_LIKE, words_in_all_languages
from hattama.formats.toml_documents import TomlTable


def read_steps(pack: TomlTable) -> tuple[StepDefinition, ...]:
    """All steps of the pack in its order, none where it names none; faults are noted in the document."""
    steps: list[StepDefinition] = []
    for table in pack.tables("step", required=False):
        step = _read_step(table, [step.code for step in steps])
        if step.part and step.part in {other.part for other in steps}:
            table.fault(TWICE, "part", step.part)
        steps.append(step)
        table.close()
    return tuple(steps)


def _read_step(table: TomlTable, above: list[str]) -> StepDefinition:
    code = table.text("code", check=is_code, expected=CODE_LIKE)
    if code in above:
        table.fault(TWICE, "code", code)
    after = table.texts("after")
    for before in after:
        _check_named(table, "after", before, above)
    return StepDefinition(
        code=code,
        words=words_in_all_languages(table, "words"),
        scope=_read_scope(table),
        after=after,
        article=table.text("article", required=False),
        limit=_read_limit(table, above),
        part=table.one_of("part", STEP_PARTS, ""),
        at_premises=table.boolean("at_premises"),
        inferred=table.boolean("inferred"),
        note=words_in_all_languages(table, "note", required=False),
    )


def _read_scope(table: TomlTable) -> StepScope:
    scope = table.one_of("scope", tuple(StepScope), StepScope.PRECINCT)
    return StepScope(scope) if scope in set(StepScope) else StepScope.PRECINCT


def _read_limit(table: TomlTable, above: list[str]) -> StepLimit | None:
    """The limit; a step without one must say in so many words that no norm sets any."""
    limit = table.table("limit", required=False)
    if table.boolean("no_norm") is (limit is not None):
        table.fault(LIMIT_UNSAID, "limit", expected="limit = { … }, no_norm = true")
    if limit is None:
        return None
    since = limit.text("since", required=False)
    minutes = limit.integer("minutes", least=1)
    days = limit.integer("days", least=0)
    if (days is None) is not bool(since and minutes):
        limit.fault(LIMIT_UNSAID, expected="days = 2; minutes = 720, since = …")
    if since:
        _check_named(limit, "since", since, above)
    read = StepLimit(limit.text("article"), since, minutes or 0, days or 0, limit.boolean("inferred"))
    limit.close()
    return read


def _check_named(table: TomlTable, key: str, code: str, above: list[str]) -> None:
    if code not in above:
        table.fault(NO_SUCH_STEP, key, code, ", ".join(above) or "–")
