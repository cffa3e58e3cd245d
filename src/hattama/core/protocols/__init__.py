"""This room knows one protocol: its form, its figures, its control relations, two entries compared.

It does not know other protocols, files or tables.
"""

from hattama.core.protocols.checks import check_protocol, derive_figures, derived_parts
from hattama.core.protocols.entry_comparison import FigureDifference, compare_entries
from hattama.core.protocols.figures_in_words import ReadWords, check_words
from hattama.core.protocols.form_rules import FORM_RULES, FormRule
from hattama.core.protocols.forms import (
    CHOICES,
    ROLES,
    FigureDefinition,
    Form,
    RowGroup,
    expected_keys,
    figure_key,
    is_known_key,
    split_key,
)
from hattama.core.protocols.protocol import FigureGivenAndIllegible, FigureOutOfRange, Protocol
from hattama.core.protocols.relation_text import (
    parse_expression,
    parse_statement,
    render_expression,
    render_statement,
)
from hattama.core.protocols.relations import (
    RESERVED,
    Comparison,
    Expression,
    Lookup,
    Name,
    Number,
    Operation,
    Refusal,
    RelationSyntaxError,
    Rounded,
    Same,
    Statement,
    Sum,
    evaluate,
    holds,
    names_in,
    sides,
)
from hattama.core.protocols.rules import (
    DerivedQuantity,
    ProtocolRules,
    Relation,
    RelationExample,
    RulePack,
    Scope,
)

__all__ = [
    "CHOICES",
    "FORM_RULES",
    "RESERVED",
    "ROLES",
    "Comparison",
    "DerivedQuantity",
    "Expression",
    "FigureDefinition",
    "FigureDifference",
    "FigureGivenAndIllegible",
    "FigureOutOfRange",
    "Form",
    "FormRule",
    "Lookup",
    "Name",
    "Number",
    "Operation",
    "Protocol",
    "ProtocolRules",
    "ReadWords",
    "Refusal",
    "Relation",
    "RelationExample",
    "RelationSyntaxError",
    "Rounded",
    "RowGroup",
    "RulePack",
    "Same",
    "Scope",
    "Statement",
    "Sum",
    "check_protocol",
    "check_words",
    "compare_entries",
    "derive_figures",
    "derived_parts",
    "evaluate",
    "expected_keys",
    "figure_key",
    "holds",
    "is_known_key",
    "names_in",
    "parse_expression",
    "parse_statement",
    "render_expression",
    "render_statement",
    "sides",
    "split_key",
]
