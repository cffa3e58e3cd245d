"""Policies: the quorum counts independent witnesses, and a policy that cannot be followed is refused."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hattama.core.transparency_log import (
    Checkpoint,
    LogRefusal,
    Policy,
    PolicyGroup,
    PolicyLog,
    PolicyWitness,
    cosign,
    judge_checkpoint,
    leaf_hash,
    parse_checkpoint,
    parse_policy,
)
from hattama.core.transparency_log import refusals as why
from tests.core.transparency_log.signers import sign_checkpoint

from .damage import accepts_only_its_own_spelling, damaged
from .signers import signer, verify, witness

LOG = signer("log.example.org/test")
OTHER_LOG = signer("log.example.org/other")
NAMES = ["X1", "X2", "X3", "Y1", "Y2", "Y3"]
WITNESSES = {name: witness(f"witness.example.org/{name}") for name in NAMES}

# The example of the specification, with keys.
EXAMPLE = (
    f"log {LOG.key.vkey()}\n\n"
    + "".join(f"witness {name} {WITNESSES[name].key.vkey()}\n" for name in NAMES[:3])
    + "group X-witnesses 2 X1 X2 X3\n\n"
    + "".join(f"witness {name} {WITNESSES[name].key.vkey()}\n" for name in NAMES[3:])
    + "group Y-witnesses any Y1 Y2 Y3\n\n"
    + "group X-and-Y all X-witnesses Y-witnesses\nquorum X-and-Y\n"
)
POLICY = parse_policy(EXAMPLE.encode())
W1 = f"witness W1 {WITNESSES['X1'].key.vkey()}\n"
W2 = f"witness W2 {WITNESSES['X2'].key.vkey()}\n"


def test_the_specifications_example_is_read() -> None:
    assert (
        Policy(
            logs=(PolicyLog(LOG.key),),
            witnesses=tuple(PolicyWitness(name, WITNESSES[name].key) for name in NAMES),
            groups=(
                PolicyGroup("X-witnesses", 2, ("X1", "X2", "X3")),
                PolicyGroup("Y-witnesses", 1, ("Y1", "Y2", "Y3")),
                PolicyGroup("X-and-Y", 2, ("X-witnesses", "Y-witnesses")),
            ),
            quorum="X-and-Y",
        )
        == POLICY
    )


def test_a_quorum_is_two_of_one_kind_and_one_of_the_other_and_nothing_less() -> None:
    for count in range(7):
        for some in combinations(NAMES, count):
            enough = sum(name[0] == "X" for name in some) >= 2 and any(name[0] == "Y" for name in some)
            assert POLICY.is_met_by(some) == enough


@given(st.sets(st.sampled_from(NAMES)), st.sets(st.sampled_from(NAMES)))
def test_more_witnesses_never_undo_a_quorum(some: set[str], more: set[str]) -> None:
    assert not POLICY.is_met_by(some) or POLICY.is_met_by(some | more)


def test_names_of_groups_and_strangers_do_not_count_as_witnesses() -> None:
    assert not POLICY.is_met_by(["X-and-Y", "X-witnesses", "Y-witnesses", "stranger"])


def test_quorum_none_asks_for_nothing_and_a_single_witness_may_be_the_quorum() -> None:
    assert parse_policy(b"quorum none\n").is_met_by([])
    single = parse_policy(f"{W1}quorum W1\n".encode())
    assert single.is_met_by(["W1"])
    assert not single.is_met_by([])


def test_spaces_tabs_comments_empty_lines_and_urls_are_read() -> None:
    text = f"  # ours\n\t\nlog\t{LOG.key.vkey()}  https://log.example.org/test \n {W1}quorum W1\n#end\n"
    policy = parse_policy(text.encode())
    assert policy.logs == (PolicyLog(LOG.key, "https://log.example.org/test"),)
    assert policy.quorum == "W1"


def test_a_policy_is_written_in_a_fixed_order_and_read_back() -> None:
    written = Policy(
        (PolicyLog(LOG.key, "https://log.example.org/test"),),
        (PolicyWitness("Қала", WITNESSES["X1"].key, "https://w.example.org"),),
        (PolicyGroup("барлығы", 1, ("Қала",)),),
        "барлығы",
    )
    assert parse_policy(written.encoded()) == written
    assert parse_policy(POLICY.encoded()) == POLICY


def test_names_are_opaque_octets() -> None:
    latin, kelvin = b"\x4b", "\u212a".encode()
    keys = [WITNESSES[name].key.vkey().encode() for name in ("X1", "X2", "X3")]
    names = [latin, kelvin, b"\xff\x80"]
    lines = b"".join(b"witness %s %s\n" % pair for pair in zip(names, keys, strict=True))
    policy = parse_policy(lines + b"quorum \xff\x80\n")
    assert len({one.name for one in policy.witnesses}) == 3
    assert policy.encoded() == lines + b"quorum \xff\x80\n"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", why.QuorumMissing),
        ("# nothing\n", why.QuorumMissing),
        (W1, why.QuorumMissing),
        ("quorum none\nquorum none\n", why.QuorumRepeated),
        ("quorum W1\n", why.PolicyNameUnknown),
        (f"quorum W1\n{W1}", why.PolicyNameUnknown),
        ("quorum\n", why.PolicyLineMalformed),
        ("quorum none none\n", why.PolicyLineMalformed),
        ("Quorum none\n", why.PolicyLineMalformed),
        ("witnesses all\n", why.PolicyLineMalformed),
        ("log\n", why.PolicyLineMalformed),
        (f"log {LOG.key.vkey()} https://a https://b\n", why.PolicyLineMalformed),
        ("group G 1\n", why.PolicyLineMalformed),
        (f"{W1}group G some W1\n", why.PolicyLineMalformed),
        (f"{W1}group G 01 W1\n", why.PolicyLineMalformed),
        (f"{W1}group G 0 W1\n", why.ThresholdOutOfRange),
        (f"{W1}group G 2 W1\n", why.ThresholdOutOfRange),
        (f"{W1}group G all W1 W1\n", why.PolicyMemberRepeated),
        (f"{W1}group G all W1\ngroup H all W1\n", why.PolicyMemberRepeated),
        (f"{W1}group G all G W1\n", why.PolicyNameUnknown),
        ("group G any none\n", why.PolicyNameUnknown),
        (f"{W1}group W1 all W1\n", why.PolicyNameRepeated),
        (W1 + W2.replace("W2", "W1"), why.PolicyNameRepeated),
        (W1.replace("W1", "none"), why.PolicyNameRepeated),
        (W1 + W1.replace("W1", "W9"), why.PolicyKeyRepeated),
        (f"log {LOG.key.vkey()}\nlog {LOG.key.vkey()}\n", why.PolicyKeyRepeated),
        ("log nonsense\n", why.PolicyKeyRefused),
        (f"log {WITNESSES['X1'].key.vkey()}\n", why.PolicyKeyRefused),
        (f"witness W1 {LOG.key.vkey()}\n", why.PolicyKeyRefused),
        ("quorum none", why.PolicyCutShort),
        (f"{W1}quorum W1\n#", why.PolicyCutShort),
        ("quorum none\r\n", why.PolicyHasControlCharacter),
        ("quorum none\x7f\n", why.PolicyHasControlCharacter),
        ("#" * 1_000_000 + "\n", why.PolicyTooLong),
    ],
)
def test_each_bad_policy_is_refused_for_its_own_reason(text: str, reason: type[LogRefusal]) -> None:
    with pytest.raises(LogRefusal) as caught:
        parse_policy(text.encode())
    assert type(caught.value) is reason


def test_a_refusal_names_the_line() -> None:
    with pytest.raises(why.PolicyNameUnknown, match="line 3: 'W2'"):
        parse_policy(f"# ours\n{W1}group G any W2\n".encode())


@given(damaged(EXAMPLE.encode()))
def test_any_bytes_give_a_policy_or_a_named_refusal(data: bytes) -> None:
    try:
        policy = parse_policy(data)
    except why.PolicyRefused:
        return
    accepts_only_its_own_spelling(policy.encoded(), lambda given: parse_policy(given).encoded())
    assert parse_policy(policy.encoded()) == policy


def test_thirty_two_of_everything_are_read() -> None:
    many = [witness(f"w{number}") for number in range(40)]
    lines = [f"log {signer(f'l{number}').key.vkey()}\n" for number in range(40)]
    lines += [f"witness W{number} {one.key.vkey()}\n" for number, one in enumerate(many)]
    lines += ["group G0 any W0\n"] + [
        f"group G{number} all W{number} G{number - 1}\n" for number in range(1, 40)
    ]
    policy = parse_policy("".join([*lines, "quorum G39\n"]).encode())
    assert policy.is_met_by([f"W{number}" for number in range(40)])
    assert not policy.is_met_by([f"W{number}" for number in range(39)])


SIGNED = sign_checkpoint(Checkpoint(LOG.key.name, 5, leaf_hash(b"root")), LOG.key, LOG.sign)


def witnessed(*names_and_times: tuple[str, int]) -> bytes:
    text = SIGNED.note.text
    lines = [cosign(text, at, WITNESSES[name].key, WITNESSES[name].sign) for name, at in names_and_times]
    return SIGNED.note.with_signatures(lines).encoded()


def test_a_judgement_says_who_witnessed_when_and_whether_that_suffices() -> None:
    signed = parse_checkpoint(witnessed(("X1", 100), ("X3", 300), ("Y2", 200)))
    judgement = judge_checkpoint(signed, POLICY, verify)
    assert judgement.log_keys == (LOG.key,)
    assert judgement.witnessed_at == {"X1": 100, "X3": 300, "Y2": 200}
    assert judgement.is_quorum_met


def test_too_few_witnesses_are_said_to_be_too_few() -> None:
    judgement = judge_checkpoint(parse_checkpoint(witnessed(("X1", 1), ("X2", 1), ("X3", 1))), POLICY, verify)
    assert not judgement.is_quorum_met


def test_one_witness_signing_twice_counts_once_with_its_latest_time() -> None:
    first = parse_checkpoint(witnessed(("X1", 200)))
    line = cosign(SIGNED.note.text, 100, WITNESSES["X1"].key, WITNESSES["X1"].sign)
    twice = parse_checkpoint(first.encoded() + line.line().encode())
    assert len(twice.note.signatures) == 3
    judgement = judge_checkpoint(twice, POLICY, verify)
    assert judgement.witnessed_at == {"X1": 200}


def test_a_log_outside_the_policy_is_not_judged() -> None:
    foreign = sign_checkpoint(
        Checkpoint(OTHER_LOG.key.name, 5, leaf_hash(b"root")), OTHER_LOG.key, OTHER_LOG.sign
    )
    with pytest.raises(why.OriginUnknown):
        judge_checkpoint(foreign, POLICY, verify)


def test_a_false_cosignature_by_a_witness_of_the_policy_spoils_the_checkpoint() -> None:
    line = cosign("another text\n", 100, WITNESSES["X1"].key, WITNESSES["X1"].sign)
    signed = parse_checkpoint(SIGNED.note.with_signatures([line]).encoded())
    with pytest.raises(why.SignatureInvalid):
        judge_checkpoint(signed, POLICY, verify)
