"""Rule packs read from TOML: strictly, with every fault at once, and only when their examples bear them out.

The keys of a pack are described for its writers in docs/format/packs.md.
"""

from __future__ import annotations

import hashlib

from hattama.core.protocols import ProtocolRules, Relation, RulePack
from hattama.core.tabulation import (
    failing_example_findings,
    passing_example_findings,
    whole_example_findings,
)
from hattama.core.vocabulary import Finding, is_election_id
from hattama.formats.outcome_rules import read_outcome
from hattama.formats.rulepack_faults import (
    BOTH_ENABLED,
    EXAMPLE_FAILS_NOT,
    EXAMPLE_PASSES_NOT,
    NO_SUCH_RELATION,
    NOTHING_GIVEN,
)
from hattama.formats.rulepack_forms import FormPart, read_forms, words_in_all_languages
from hattama.formats.rulepack_life import read_change_reasons, read_second_look
from hattama.formats.rulepack_relations import read_relations
from hattama.formats.rulepack_steps import read_steps
from hattama.formats.toml_documents import TomlTable, read_toml


def parse_rulepack(data: bytes, file: str) -> RulePack:
    """The rule pack in `data`; `file` is the name that faults give it.

    Raises InputFaults with everything that is wrong: unknown and absent keys, wrong types, names that a
    form does not have, codes given twice, texts that lack a language, relations that cannot be read,
    and, once all of that is right, examples that do not come out as they say.
    """
    document = read_toml(data, file)
    pack = _read_pack(document, hashlib.sha256(data).hexdigest())
    read_outcome(document)  # For its faults: the rules themselves are asked for by parse_outcome_rules.
    document.close()
    document.document.refuse_if_faulty()
    _check_examples(document, pack)
    document.document.refuse_if_faulty()
    return pack


def _read_pack(document: TomlTable, sha256: str) -> RulePack:
    forms = read_forms(document)
    tables = document.tables("relation")
    relations = read_relations(tables, forms)
    _check_readings(tables, [relation for relation, _ in relations])
    head = document.table("pack")
    if head is None:
        # Read as an empty one, so that its absence also says what it should hold.
        head = TomlTable(document.document, ("pack",), {})
    pack = RulePack(
        pack_id=head.text("id", check=is_election_id, expected="kz-2023"),
        names=words_in_all_languages(head, "names"),
        country=head.text("country", check=_is_country, expected="KZ"),
        edition=head.text("edition"),
        edition_on=head.day("edition_on"),
        languages=head.texts("languages"),
        sources=head.texts("sources"),
        rules=tuple(_rules_of(form, relations) for form in forms),
        sha256=sha256,
        steps=read_steps(document),
        change_reasons=read_change_reasons(document),
        second_look=read_second_look(document),
    )
    for key in ("languages", "sources"):
        if not getattr(pack, key):
            head.fault(NOTHING_GIVEN, key)
    head.close()
    return pack


def _is_country(text: str) -> bool:
    return len(text) == 2 and text.isascii() and text.isalpha() and text.isupper()


def _rules_of(part: FormPart, relations: list[tuple[Relation, list[FormPart]]]) -> ProtocolRules:
    asked = tuple(relation for relation, forms in relations if part in forms)
    return ProtocolRules(part.form, part.derived, asked, part.example)


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
