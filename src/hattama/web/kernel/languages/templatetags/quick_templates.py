"""Django's templates, made with fewer steps: the same language, the same bytes.

While protocols come in most pages are made anew, and half of their time went into Django's general ways. Here
what follows from the language alone is put together once, a name is read by the kind of value that it is of,
and plain text is escaped at once. What is not known here is left to Django.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import cache, partial
from html import escape
from inspect import signature
from itertools import groupby
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.template import Origin, Template, TemplateDoesNotExist
from django.template.base import (
    FilterExpression,
    Lexer,
    Node,
    NodeList,
    Parser,
    TextNode,
    Variable,
    VariableDoesNotExist,
    VariableNode,
    render_value_in_context,
)
from django.template.context import Context
from django.template.defaulttags import LoadNode
from django.template.loaders import cached
from django.template.loaders.base import Loader as OneLoader
from django.templatetags.i18n import TranslateNode
from django.templatetags.static import StaticNode
from django.utils.safestring import SafeString, mark_safe

from hattama.web.kernel.languages.templatetags.hattama_addresses import KnownURLNode, spoken_at

_ABSENT = object()
"""What is read where nothing has such a name."""


def _read(variable: Variable, first: str, rest: Sequence[str], context: Context) -> Any:
    """The value of `variable`, whose name has these parts. Raises VariableDoesNotExist."""
    for values in reversed(context.dicts):
        if first in values:
            value = values[first]
            break
    else:
        return variable.resolve(context) if hasattr(context, first) else _ABSENT
    if callable(value):
        return variable.resolve(context)
    try:
        for name in rest:
            value = _part(value, name)
            if value is _ABSENT:
                break
    except (AttributeError, LookupError, TypeError, ObjectDoesNotExist):
        return variable.resolve(context)
    return value


def _part(value: Any, name: str) -> Any:
    """What `value` has under a name, `_ABSENT` if nothing. Raises an exception where Django knows better."""
    by_key = getattr(type(value), "__getitem__", None)
    if by_key is dict.__getitem__:
        part = value[name]
    elif by_key is None:
        part = getattr(value, name, _ABSENT)
        if part is _ABSENT and hasattr(type(value), name):
            raise LookupError
    elif by_key is tuple.__getitem__:
        part = getattr(value, name)
    else:
        raise LookupError
    if callable(part):
        if hasattr(part, "do_not_call_in_templates") or hasattr(part, "alters_data"):
            raise LookupError
        part = part()
    return part


class QuickExpression(FilterExpression):
    """What stands in `{{ }}` and in the questions of `{% if %}`: a name, and filters that it goes through."""

    def __init__(self, token: str, parser: Parser) -> None:
        super().__init__(token, parser)
        asked = ("expects_localtime", "needs_autoescape", "is_safe")
        is_plain = not any(getattr(said, mark, False) for said, _ in self.filters for mark in asked)
        self._steps = [
            (said, list(map(_safe, told)), "language" in _names(said)) for said, told in self.filters
        ]
        self._read = None
        if isinstance(self.var, Variable) and self.var.lookups and not self.var.translate and is_plain:
            first, *rest = self.var.lookups
            self._read = partial(_read, self.var, first, rest)

    def resolve(self, context: Context, ignore_failures: bool = False) -> Any:
        """The value, as Django gives it."""
        if self._read is None:
            return super().resolve(context, ignore_failures)
        try:
            value = self._read(context)
        except VariableDoesNotExist:
            value = _ABSENT
        if value is _ABSENT:
            value = None if ignore_failures else ""
        for said, arguments, is_told in self._steps:
            given = [one.resolve(context) if is_name else one for is_name, one in arguments]
            value = said(value, *given, language=spoken_at(context)[0]) if is_told else said(value, *given)
        return value


def _safe(argument: Any) -> Any:
    is_name, value = argument
    return is_name, value if is_name else mark_safe(value)  # noqa: S308 - written in the template


@cache
def _names(said: Any) -> frozenset[str]:
    return frozenset(signature(said).parameters)


class QuickVariableNode(VariableNode):
    """`{{ a value }}`."""

    def render(self, context: Context) -> Any:
        """Its text, escaped where the template escapes."""
        value = self.filter_expression.resolve(context)
        kind = type(value)
        if kind is str:
            return escape(value) if context.autoescape else value
        if kind is int:
            # Settings name no separator.
            return str(value)
        return value if kind is SafeString else render_value_in_context(value, context)


class FixedNode(Node):
    """Parts beside each other that follow from the language, and from where the site is mounted."""

    child_nodelists = ()

    def __init__(self, parts: list[Node]) -> None:
        self._parts = parts
        self._said: dict[tuple[tuple[str | None, str], bool], str] = {}

    def render(self, context: Context) -> Any:
        """All of them, put together once."""
        key = spoken_at(context), context.autoescape
        said = self._said.get(key)
        if said is None:
            said = self._said[key] = "".join([part.render(context) for part in self._parts])
        return said


def _is_fixed(node: Any) -> bool:
    kind = type(node)
    if kind is TranslateNode:
        is_context_written = node.message_context is None or _is_written(node.message_context)
        return not node.asvar and is_context_written and _is_written(node.filter_expression)
    if kind is StaticNode:
        return node.varname is None and _is_written(node.path)
    if kind is KnownURLNode:
        return not node.asvar and not node.kwargs and all(map(_is_written, (node.view_name, *node.args)))
    return kind is TextNode


def _is_written(expression: FilterExpression) -> bool:
    is_name = isinstance(expression.var, Variable) and expression.var.literal is None
    return not is_name and not expression.filters


class QuickNodes(NodeList):
    """Nodes, of which those beside each other that stay the same are one."""

    def __init__(self, nodes: NodeList) -> None:
        super().__init__()
        for is_fixed, run in groupby((one for one in nodes if type(one) is not LoadNode), _is_fixed):
            parts = list(run)
            is_text = len(parts) == 1 and type(parts[0]) is TextNode
            self += [FixedNode(parts)] if is_fixed and not is_text else parts
        self.contains_nontext = nodes.contains_nontext
        self._renders = [node.render for node in self]
        self._by_type: dict[Any, list[Any]] = {}

    def render(self, context: Context) -> SafeString:
        """Their texts together."""
        return SafeString("".join([render(context) for render in self._renders]))

    def get_nodes_by_type(self, nodetype: Any) -> list[Any]:
        """All nodes of a type, also within nodes: each page asks for its blocks."""
        if nodetype not in self._by_type:
            self._by_type[nodetype] = super().get_nodes_by_type(nodetype)
        return self._by_type[nodetype]


class QuickParser(Parser):
    """Reads what Django's does, and chooses other nodes."""

    def parse(self, parse_until: Iterable[str] | None = None) -> QuickNodes:
        """The nodes until one of these tags."""
        return QuickNodes(super().parse(parse_until))

    def extend_nodelist(self, nodelist: NodeList, node: Any, token: Any) -> None:
        """Add a node, or the quick one in its place."""
        if type(node) is VariableNode:
            node = QuickVariableNode(node.filter_expression)
        super().extend_nodelist(nodelist, node, token)

    def compile_filter(self, token: str) -> QuickExpression:
        """What stands in a tag."""
        return QuickExpression(token, self)


class QuickTemplate(Template):
    """A template of a file."""

    def compile_nodelist(self) -> NodeList:
        """Its nodes: Django's where pages say what went wrong in which line."""
        if self.engine.debug:
            return super().compile_nodelist()
        tokens, engine = Lexer(self.source).tokenize(), self.engine
        parser = QuickParser(tokens, engine.template_libraries, engine.template_builtins, self.origin)
        nodes = parser.parse()
        self.extra_data = parser.extra_data
        return nodes


class _Finding(OneLoader):
    def get_template(self, template_name: str, skip: list[Origin] | None = None) -> Template:
        for origin in self.get_template_sources(template_name):
            with suppress(TemplateDoesNotExist):
                if origin not in (skip or ()):
                    text = origin.loader.get_contents(origin)  # type: ignore[union-attr]
                    return QuickTemplate(text, origin, template_name, self.engine)
        raise TemplateDoesNotExist(template_name)


class Loader(cached.Loader, _Finding):
    """Reads each template once, from where the loaders that it is given find it."""
