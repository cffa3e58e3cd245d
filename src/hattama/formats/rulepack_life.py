"""What a rule pack says about the life of a protocol: reasons to change one, and from where on it is
unusual."""

from __future__ import annotations

from hattama.core.protocols import CHANGE_REASONS, ChangeReason, SecondLook
from hattama.core.vocabulary import is_code
from hattama.formats.rulepack_faults import TWICE
from hattama.formats.rulepack_forms import CODE_LIKE, words_in_all_languages
from hattama.formats.toml_documents import TomlTable


def read_change_reasons(pack: TomlTable) -> tuple[ChangeReason, ...]:
    """The reasons that this law adds to those of every country, in its order; faults are noted."""
    reasons: list[ChangeReason] = []
    taken = {reason.code for reason in CHANGE_REASONS}
    for table in pack.tables("change_reason", required=False):
        code = table.text("code", check=is_code, expected=CODE_LIKE)
        if code in taken:
            table.fault(TWICE, "code", code)
        taken.add(code)
        words, article = words_in_all_languages(table, "words"), table.text("article")
        reasons.append(ChangeReason(code, words, article))
        table.close()
    return tuple(reasons)


def read_second_look(pack: TomlTable) -> SecondLook:
    """From where on figures are unusual; a bound that is not set is not asked."""
    table = pack.table("second_look", required=False)
    if table is None:
        return SecondLook()
    bounds = SecondLook(
        turnout_percent=table.integer("turnout_percent", least=0),
        invalid_points=table.integer("invalid_points", least=0),
        register_percent=table.integer("register_percent", least=0),
    )
    table.close()
    return bounds
