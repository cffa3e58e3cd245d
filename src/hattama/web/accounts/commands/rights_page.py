"""Bring rights.md up to the policy: `python -m hattama.web.accounts.commands.rights_page [FILE]`."""

from collections.abc import Iterator

from hattama.core.protocols import Body, Power, RulePack
from hattama.core.vocabulary import KEPT_FROM, Deed, Words
from hattama.formats.rulepack import parse_rulepack
from hattama.phrases import LANGUAGES
from hattama.publish.written_pages import rewrite, write_between
from hattama.rulepacks import read_rulepack, rulepack_ids
from hattama.web.kernel.accounts.policy import ABOVE_TYPIST, ALLOWED, Role


def with_policy(page: str) -> str:
    """The page with what stands between its marks written anew. Raises ValueError without the marks."""
    return write_between(write_between(page, "policy", render_policy()), "rule packs", render_powers())


def render_powers() -> str:
    """Whose decision each deed is by each rule pack that comes with the program, as Markdown."""
    parts = []
    for pack_id in rulepack_ids():
        pack = parse_rulepack(read_rulepack(pack_id), pack_id)
        parts.append(f"### {pack_id}: {pack.names.say('en')}\n\n{_bodies_of(pack)}{_powers_of(pack)}")
    return "\n".join(parts)


def _bodies_of(pack: RulePack) -> str:
    if not pack.bodies.stated:
        return "The pack states no body: a commission is named by the area alone.\n\n"
    head = "| commission | contests | its protocol is over | due | norm | note |\n|---|---|---|---|---|---|\n"
    lines = "".join(f"{line}\n" for body in pack.bodies.stated for line in _remits(body))
    offices = dict.fromkeys(map(_said, pack.bodies.stated[0].offices.values()))
    return f"{head}{lines}\nIn each of them sit: {'; '.join(offices)}.\n\n"


def _said(words: Words) -> str:
    return " / ".join(words[language] for language in LANGUAGES)


def _remits(body: Body) -> Iterator[str]:
    for remit in body.remits:
        due = remit.due_cited.say("en") or "the law names no limit"
        if remit.due is not None:
            due = f"{remit.due.amount} {remit.due.unit.replace('_', ' ')}: {due}"
        norms = f"{remit.cited.say('en')}{' (our reading)' if remit.inferred else ''}"
        over = ", ".join(remit.extents)
        cells = (_said(body.names), ", ".join(remit.kinds) or "all", over, due, norms, remit.note.say("en"))
        yield f"| {' | '.join(cells)} |"


def _powers_of(pack: RulePack) -> str:
    if not pack.powers.stated:
        return "The pack states no power: the roles above are all that is asked.\n"
    head = "| deed | contests | over | whose decision | norm | note |\n|---|---|---|---|---|---|\n"
    return head + "".join(f"{_power(power)}\n" for power in pack.powers.stated)


def _power(power: Power) -> str:
    norms = power.cited.say("en") or "none: the order of the site"
    if power.until is not None:
        norms += f"; in time by {power.until_cited.say('en')}"
    reasons = ", ".join(power.reasons).replace("_", " ")
    cells = (
        f"{power.deed.value}: {reasons}" if reasons else power.deed.value,
        ", ".join(power.kinds) or "all",
        ", ".join(power.extents),
        ", ".join(power.by).replace("_", " "),
        f"{norms} (our reading)" if power.inferred else norms,
        power.note.say("en"),
    )
    return f"| {' | '.join(cells)} |"


def render_policy() -> str:
    """The matrix role × deed as Markdown, within one's area; then what the matrix is outside of it."""
    roles = list(Role)
    lines = [
        "| deed | " + " | ".join(role.value.replace("_", " ") for role in roles) + " | never |",
        "|---|" + ":-:|" * len(roles) + "---|",
    ]
    for deed in Deed:
        cells = ["yes" if role in ALLOWED[deed] else "–" for role in roles]
        kept = "; ".join(KEPT_FROM.get(deed, ()))
        lines.append(f"| {deed.replace('_', ' ')} | {' | '.join(cells)} | {kept} |")
    factor = ["needed" if role in ABOVE_TYPIST else "–" for role in roles]
    lines += [
        f"| second factor | {' | '.join(factor)} | |",
        "",
        "The columns hold for the area in which a person has the role, and for everything below it.",
        "Outside of it every cell is –, for every role and every deed. *Never* says who is kept from it by",
        "what they did or are, whatever their roles. Importing is the operator's, publishing the log's.",
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    rewrite("docs/operator/rights.md", with_policy)
