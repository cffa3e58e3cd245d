"""Rule packs read from TOML: strictly, with every fault at once, and only when their examples bear them out.

The keys of a pack are described for its writers in docs/format/packs.md.
"""

import functools
import hashlib
from collections.abc import Collection
from dataclasses import replace

from hattama.core.norms import VOTING_EVENTS
from hattama.core.protocols import (
    CHANGE_REASONS,
    REASONED_DEEDS,
    STEP_PARTS,
    ChangeReason,
    ProtocolRules,
    PublicationDuty,
    Relation,
    RulePack,
    SecondLook,
    StepDefinition,
    StepLimit,
    StepScope,
)
from hattama.core.tabulation import failing_example_findings, passing_example_findings, whole_example_findings
from hattama.core.vocabulary import Deed, Finding, is_election_id
from hattama.formats.outcome_rules import read_outcome
from hattama.formats.pack_law import PackLaw, read_pack_law
from hattama.formats.polling_hours import read_lawful_hours
from hattama.formats.rulepack_faults import (
    BOTH_ENABLED,
    EXAMPLE_FAILS_NOT,
    EXAMPLE_PASSES_NOT,
    LIMIT_UNSAID,
    NO_SUCH_RELATION,
    NO_SUCH_STEP,
    NOTHING_GIVEN,
    TWICE,
)
from hattama.formats.rulepack_forms import read_code, read_forms
from hattama.formats.rulepack_powers import read_bodies, read_powers
from hattama.formats.rulepack_relations import read_relations
from hattama.formats.toml_documents import TomlTable, read_toml, words_in_all_languages


def read_steps(pack: TomlTable, law: PackLaw) -> tuple[StepDefinition, ...]:
    """All steps of the pack in its order, none where it names none; faults are noted in the document."""
    steps: list[StepDefinition] = []
    for table in pack.tables("step", required=False):
        step = _read_step(table, steps, law)
        if step.part and step.part in {other.part for other in steps}:
            table.fault(TWICE, "part", step.part)
        steps.append(step)
    return tuple(steps)


def _read_step(table: TomlTable, steps: list[StepDefinition], law: PackLaw) -> StepDefinition:
    above = [step.code for step in steps]
    code = read_code(table, above)
    after = table.texts("after")
    for before in after:
        if before not in above:
            table.fault(NO_SUCH_STEP, "after", before, ", ".join(above) or "–")
    return StepDefinition(
        code=code,
        words=words_in_all_languages(table, "words"),
        scope=table.one_of("scope", StepScope, StepScope.PRECINCT),
        after=after,
        cited=law.read_cited(table, required=False),
        limit=_read_limit(table, steps, law),
        part=table.one_of("part", STEP_PARTS, ""),
        event=table.text("event", required=False),
        central=table.boolean("central"),
        at_premises=table.boolean("at_premises"),
        inferred=table.boolean("inferred"),
        note=words_in_all_languages(table, "note", required=False),
    )


def _read_limit(table: TomlTable, steps: list[StepDefinition], law: PackLaw) -> StepLimit | None:
    """The limit that a norm sets; a step without one must say in so many words that no norm sets any."""
    if table.boolean("no_norm") is ("limit" in table):
        table.fault(LIMIT_UNSAID, "limit", expected='limit = "kz-elections/94(2)", no_norm = true')
    is_ours = table.boolean("limit_inferred")
    if "limit" not in table:
        return None
    since = dict.fromkeys(VOTING_EVENTS, "") | {step.event: step.code for step in steps if step.event}
    read = law.read_deadline(table, "limit", since)
    if read is None:
        return None
    deadline, cited = read
    return StepLimit(deadline, cited, since[deadline.start], is_ours)


def read_change_reasons(pack: TomlTable, law: PackLaw) -> tuple[ChangeReason, ...]:
    """The reasons that this law adds to those of every country, in its order; faults are noted."""
    reasons: list[ChangeReason] = []
    taken = {reason.code for reason in CHANGE_REASONS}
    for table in pack.tables("change_reason", required=False):
        code = read_code(table, taken)
        taken.add(code)
        words, cited = words_in_all_languages(table, "words"), law.read_cited(table)
        deeds = table.texts_of("deeds", REASONED_DEEDS) if "deeds" in table else ()
        reasons.append(ChangeReason(code, words, cited, tuple(map(Deed, deeds))))
    return tuple(reasons)


def read_publication(pack: TomlTable, law: PackLaw, figures: Collection[str]) -> tuple[PublicationDuty, ...]:
    """What is to be published of each protocol: within the deadline of a norm, or a figure that one names."""
    duties: list[PublicationDuty] = []
    for table in pack.tables("publication", required=False):
        code = read_code(table, {duty.code for duty in duties})
        words = words_in_all_languages(table, "words")
        if "limit" in table:
            read = law.read_deadline(table, "limit", {"protocol_signed": ""})
            if read is not None:
                duties.append(PublicationDuty(code, words, read[1], deadline=read[0]))
        else:
            figure = table.text("figure", check=figures.__contains__, expected=", ".join(sorted(figures)))
            duties.append(PublicationDuty(code, words, law.read_cited(table), figure=figure))
    return tuple(duties)


def read_second_look(pack: TomlTable) -> SecondLook:
    """From where on figures are unusual; a bound that is not set is not asked."""
    table = pack.table("second_look", required=False)
    if table is None:
        return SecondLook()
    return SecondLook(
        turnout_percent=table.integer("turnout_percent", least=0),
        invalid_points=table.integer("invalid_points", least=0),
        register_percent=table.integer("register_percent", least=0),
    )


# One pack is asked for again and again, and nothing that is read of it can be changed.
@functools.lru_cache(maxsize=8)
def parse_rulepack(data: bytes, file: str) -> RulePack:
    """The rule pack in `data`; `file` is the name that faults give it.

    Raises InputFaults with everything that is wrong: unknown and absent keys, wrong types, names that a
    form does not have, codes given twice, texts that lack a language, relations that cannot be read,
    and, once all of that is right, examples that do not come out as they say.
    """
    document = read_toml(data, file)
    # Read as an empty one where it lacks, so that its absence also says what it should hold.
    head = document.table("pack") or TomlTable(document.document, ("pack",), {})
    law = read_pack_law(document, head)
    pack = _read_pack(document, head, law, hashlib.sha256(data).hexdigest())
    read_outcome(document, law)  # For its faults: the rules themselves are asked for by parse_outcome_rules.
    document.document.refuse_if_faulty()
    _check_examples(document, pack)
    document.document.refuse_if_faulty()
    return pack


def _read_pack(document: TomlTable, head: TomlTable, law: PackLaw, sha256: str) -> RulePack:
    forms = read_forms(document, law)
    tables = document.tables("relation")
    relations = read_relations(tables, forms, law)
    _check_readings(tables, [relation for relation, _ in relations])
    pack = RulePack(
        pack_id=head.text("id", check=is_election_id, expected="kz-2023"),
        names=words_in_all_languages(head, "names"),
        country=head.text("country", check=_is_country, expected="KZ"),
        law_on=law.day,
        law=law.law,
        edition=law.edition,
        languages=head.texts("languages"),
        sources=head.texts("sources"),
        rules=tuple(_rules_of(form, relations) for form in forms),
        sha256=sha256,
        steps=read_steps(document, law),
        change_reasons=read_change_reasons(document, law),
        second_look=read_second_look(document),
        powers=read_powers(document, law),
        bodies=read_bodies(document, law),
        polls=read_lawful_hours(document, law),
        publication=read_publication(
            document, law, {figure.code for part in forms for figure in part.form.figures}
        ),
    )
    if not pack.languages:
        head.fault(NOTHING_GIVEN, "languages")
    return pack


def _is_country(text: str) -> bool:
    return len(text) == 2 and text.isascii() and text.isalpha() and text.isupper()


def _rules_of(part: ProtocolRules, relations: list[tuple[Relation, list[ProtocolRules]]]) -> ProtocolRules:
    asked = tuple(relation for relation, forms in relations if part in forms)
    return replace(part, relations=asked)


def _check_readings(tables: list[TomlTable], relations: list[Relation]) -> None:
    by_code = {relation.code: relation for relation in relations}
    for relation, table in zip(relations, tables, strict=True):
        if not relation.instead_of:
            continue
        other = by_code.get(relation.instead_of)
        if other is None or other is relation:
            table.fault(NO_SUCH_RELATION, "instead_of", relation.instead_of)
        elif relation.enabled and other.enabled:
            table.fault(BOTH_ENABLED, "enabled", f"{relation.code}, {other.code}")


def _check_examples(document: TomlTable, pack: RulePack) -> None:
    for rules, table in zip(pack.rules, document.tables("form"), strict=True):
        broken = _codes(whole_example_findings(rules))
        if broken:
            table.fault(EXAMPLE_PASSES_NOT, "example", ", ".join(broken))
    tables = {table.text("code"): table for table in document.tables("relation")}
    tried: set[str] = set()
    for rules in pack.rules:
        for relation in rules.relations:
            if relation.code not in tried:
                tried.add(relation.code)
                _check_example(tables[relation.code], rules, relation)


def _check_example(table: TomlTable, rules: ProtocolRules, relation: Relation) -> None:
    disagreeing = _codes(passing_example_findings(rules, relation))
    if disagreeing:
        table.fault(EXAMPLE_PASSES_NOT, "example", ", ".join(disagreeing))
    broken = _codes(failing_example_findings(rules, relation))
    if broken != [relation.code]:
        table.fault(EXAMPLE_FAILS_NOT, "example", ", ".join(broken) or "–", relation.code)


def _codes(findings: tuple[Finding, ...]) -> list[str]:
    return sorted({finding.code for finding in findings})
