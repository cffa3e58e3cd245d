"""What can be wrong with a rule pack, beyond what can be wrong with any TOML file."""

from types import MappingProxyType

from hattama.core.protocols import Refusal
from hattama.core.vocabulary import Message
from hattama.formats.faults import FaultKind

TWICE = FaultKind.of("PACK-TWICE", Message("this code was given before: {found}"))
RESERVED_NAME = FaultKind.of(
    "PACK-RESERVED",
    Message("this word belongs to the language of control relations and cannot name a line: {found}"),
)
NO_SUCH_GROUP = FaultKind.of(
    "PACK-GROUP", Message("there is no such group: {found}; the groups are: {expected}")
)
NO_SUCH_FORM = FaultKind.of("PACK-FORM", Message("there is no such form: {found}; the forms are: {expected}"))
NO_SUCH_FIGURE = FaultKind.of(
    "PACK-FIGURE", Message("the form has no such line or quantity: {found}; it has: {expected}")
)
NOT_REPEATED = FaultKind.of(
    "PACK-SUM", Message("sum(…) needs a line with several rows, but this one stands once: {found}")
)
NOT_OF_PERSONS = FaultKind.of(
    "PACK-PERSONS",
    Message(
        "within(…) adds up a line of the group “persons”, in a relation asked of each of “choices” or of "
        "“persons”: {found}"
    ),
)
REPEATED = FaultKind.of(
    "PACK-ROWS", Message("this line has several rows: {found}; write sum({found}) or give each")
)
WRONG_ROLE = FaultKind.of(
    "PACK-ROLE", Message("this line cannot play this part: {found}; possible: {expected}")
)
WRONG_SCOPE = FaultKind.of(
    "PACK-SCOPE", Message("this does not suit the scope: {found}; it needs: {expected}")
)
NO_SUCH_STEP = FaultKind.of(
    "PACK-STEP", Message("no such step is named above: {found}; named are: {expected}")
)
LIMIT_UNSAID = FaultKind.of("PACK-LIMIT", Message("exactly one of these must be given: {expected}"))
HARD_ON_INFERRED = FaultKind.of(
    "PACK-HARD",
    Message("what was not read in the law cannot be hard: {found}; possible: {expected}"),
)
NO_TOLERANCE = FaultKind.of("PACK-TOLERANCE", Message("a tolerance is for == and same(…) alone"))
NO_SUCH_RELATION = FaultKind.of(
    "PACK-INSTEAD", Message("there is no such relation, or it is this one itself: {found}")
)
BOTH_ENABLED = FaultKind.of(
    "PACK-BOTH", Message("two relations that stand in for each other are both enabled: {found}")
)
NOTHING_GIVEN = FaultKind.of("PACK-NOTHING", Message("the list must hold at least one value"))
NOT_A_COUNT = FaultKind.of(
    "PACK-COUNT", Message("a whole number, zero or more, was expected, found: {found}")
)
NO_EXAMPLE = FaultKind.of("PACK-EXAMPLE", Message("the example must be written like {expected}"))
EXAMPLE_PASSES_NOT = FaultKind.of("PACK-PASS", Message("the example that should hold does not: {found}"))
POWER_UNSAID = FaultKind.of(
    "PACK-POWER", Message("a power names the norm that gives it, or says that no norm does: {expected}")
)
EXAMPLE_FAILS_NOT = FaultKind.of(
    "PACK-FAIL", Message("the failing example must break exactly {expected}, but it breaks: {found}")
)


SYNTAX = MappingProxyType(
    {
        Refusal.TOO_LONG: FaultKind.of(
            "REL-LONG", Message("the relation is too long: {found} characters, the limit is {expected}")
        ),
        Refusal.TOO_DEEP: FaultKind.of("REL-DEEP", Message("too many nested parentheses: {found}")),
        Refusal.NUMBER_TOO_LONG: FaultKind.of("REL-NUMBER", Message("the number is too long: {found}")),
        Refusal.UNKNOWN_SIGN: FaultKind.of("REL-SIGN", Message("unknown sign: {found}")),
        Refusal.SINGLE_EQUALS: FaultKind.of("REL-EQUALS", Message("equality is written ==: {found}")),
        Refusal.OPERAND_EXPECTED: FaultKind.of(
            "REL-OPERAND", Message("a number, the name of a line or a parenthesis was expected here: {found}")
        ),
        Refusal.NAME_EXPECTED: FaultKind.of(
            "REL-NAME", Message("the name of one line was expected in the parentheses: {found}")
        ),
        Refusal.OPENING_EXPECTED: FaultKind.of(
            "REL-OPENING", Message("an opening parenthesis was expected: {found}")
        ),
        Refusal.CLOSING_EXPECTED: FaultKind.of(
            "REL-CLOSING", Message("a closing parenthesis was expected: {found}")
        ),
        Refusal.COMPARISON_EXPECTED: FaultKind.of(
            "REL-COMPARE", Message("a comparison was expected (==, !=, <=, >=, <, >): {found}")
        ),
        Refusal.CHAINED_COMPARISON: FaultKind.of(
            "REL-CHAIN", Message("a relation has one comparison only: {found}")
        ),
        Refusal.END_EXPECTED: FaultKind.of("REL-END", Message("the relation should end here: {found}")),
        Refusal.QUOTIENT_NOT_ROUNDED: FaultKind.of(
            "REL-QUOTIENT", Message("a quotient must be rounded by ceil(…) or floor(…): {found}")
        ),
    }
)
"""For each way in which a text is not a relation, the fault it makes."""
