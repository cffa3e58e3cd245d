"""Django's tags of translation (`{% load i18n %}`), with a plain `{% translate "text" %}` looked up once.

Most words of a page are such texts. What they say follows from the language alone, so each stands in its
place in the template, in each language, from the first page on. Settings name this library `i18n`.
"""

from django import template
from django.template.base import Parser, Token, Variable
from django.template.context import Context
from django.templatetags import i18n
from django.templatetags.i18n import TranslateNode, do_translate
from django.utils.translation import get_language


class KnownTranslateNode(TranslateNode):
    """A text in quotation marks, without a filter, a context or a name to keep it under."""

    def __init__(self, node: TranslateNode) -> None:
        super().__init__(node.filter_expression, node.noop, node.asvar, node.message_context)
        self._said: dict[str | None, str] = {}

    def render(self, context: Context) -> str:
        """The text in the language in force."""
        language = get_language()
        said = self._said.get(language)
        if said is None:
            said = self._said[language] = super().render(context)
        return said


def translate(parser: Parser, token: Token) -> TranslateNode:
    """`{% translate "text" %}`."""
    node = do_translate(parser, token)
    expression = node.filter_expression
    is_plain = isinstance(expression.var, Variable) and expression.var.literal is not None
    if not is_plain or expression.filters or node.noop or node.asvar or node.message_context:
        return node
    return KnownTranslateNode(node)


register = template.Library()
register.tags.update(i18n.register.tags | {"translate": translate, "trans": translate})
register.filters.update(i18n.register.filters)
