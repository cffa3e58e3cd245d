"""Templates made with fewer steps say what Django's say, byte by byte."""

from collections import namedtuple
from fractions import Fraction
from types import SimpleNamespace

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.template import Context, Engine, Template, TemplateDoesNotExist, engines
from django.template.base import FilterExpression
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy, override

from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.languages.templatetags.quick_templates import (
    FixedNode,
    QuickExpression,
    QuickTemplate,
)
from hattama.web.kernel.pages.election_pages import WEB

Pair = namedtuple("Pair", "count label")


class Place(SimpleNamespace):
    """What a template is told of."""

    @property
    def lost(self) -> str:
        raise ObjectDoesNotExist("silent")

    def called(self) -> str:
        return "<called>"

    def changes(self) -> str:
        raise AssertionError("never called")

    changes.alters_data = True  # type: ignore[attr-defined]

    def asks_for_more(self, more: str) -> str:
        return more


class Broken:
    """Something of ours that goes wrong."""

    @property
    def name(self) -> str:
        raise AttributeError("within")

    @property
    def number(self) -> int:
        raise ZeroDivisionError

    def called(self) -> int:
        raise TypeError("within")


VALUES = {
    "plain": "a <b> & \"c\" 'd'",
    "safe": mark_safe("<b>"),
    "lazy": gettext_lazy("Search"),
    "number": 1234567,
    "share": Fraction(1, 3),
    "nothing": None,
    "empty": "",
    "yes": True,
    "pair": Pair(3, "<label>"),
    "listed": ["x", "<y>", "z"],
    "pairs": [(1, "<one>"), (2, "two")],
    "keyed": {"a": {"b": "<deep>"}, "items": "an item", "1": "by text", "count": 0},
    "told": {"a": 1, "b": "<2>"},
    "election": Place(election_id="x"),
    "contest": Place(code="party"),
    "place": Place(name="<place>", Kind=Place, inner=Place(name="inner", number=5)),
    "area": AreaRow(code="a", kind="unit", names={"ru": "Ёлка", "kk": "Шырша"}),
    "called": lambda: "<from a function>",
    "kind": Place,
}
TEXTS = [
    *(f"[{{{{ {name} }}}}]" for name in VALUES),
    "{{ absent }}{{ absent.deeper }}{{ absent|default:'x' }}",
    "{{ place.absent }}{{ place.inner.absent|length }}",
    "{{ place.name }}{{ place.inner.number }}{{ place.lost }}{{ place.called }}{{ place.asks_for_more }}",
    "[{{ place.changes }}{{ place.inner.changes.more }}]",
    "[{{ place.Kind }}{{ told.items|length }}{{ pair.absent }}]",
    "{{ pair.count }}{{ pair.label }}{{ pair.0 }}{{ pair.1 }}{{ pair.7 }}{{ listed.1 }}{{ listed.9 }}",
    "{{ keyed.a.b }}{{ keyed.items }}{{ keyed.1 }}{{ keyed.count }}{{ keyed.none }}{{ keyed.keys|length }}",
    "{{ plain.upper }}{{ listed.append }}{{ kind.called }}{{ plain.0 }}",
    "{{ plain|upper }}{{ plain|safe }}{{ plain|safe|lower }}{{ plain|escape }}",
    "{{ safe|upper }}{{ safe|add:plain }}",
    "{{ number|add:1 }}{{ number|add:number }}{{ listed|join:plain }}{{ plain|default:nothing }}",
    "{{ 'written <b>' }}{{ 5 }}{{ 1.5 }}{{ _('Search') }}{{ plain|default:_('Search') }}{{ True }}",
    "{% if absent %}a{% elif absent.more %}b{% elif place.lost %}c{% else %}d{% endif %}",
    "{% if number > 5 and not nothing %}a{% endif %}{% if absent > 5 %}b{% endif %}",
    "{% if empty or yes %}c{% endif %}",
    "{% if 'x' in listed %}a{% endif %}{% if yes %}{{ plain }}{% else %}no{% endif %}",
    "{% if plain|length %}1{% endif %}",
    "{% for one in listed %}{{ forloop.counter }}{{ one }}{% if not forloop.last %}, {% endif %}{% endfor %}",
    "{% for one in nothing %}x{% empty %}none{% endfor %}",
    "{% for n, said in pairs reversed %}{{ n }}{{ said }}{% endfor %}",
    "{% for key, value in told.items %}{{ key }}{{ value }}{% endfor %}",
    "{% for a in pairs %}{% for b in told %}{{ forloop.parentloop.last }}{{ b }}{% endfor %}{% endfor %}",
    "{% with a=plain b=place.inner %}{{ a }}{{ b.number }}{% endwith %}{{ a }}",
    "{% autoescape off %}{{ plain }}{{ place.name }}{{ number }}{% endautoescape %}{{ plain }}",
    '{% load static %}{% translate "Search" %} {% static "hattama/hattama.css" %} {% url "public:home" %}',
    "{% load i18n %}{% blocktranslate with n=plain %}Other {{ n }}{% endblocktranslate %}",
    '{% translate "No." context "number" %}{% translate word context plain %}{% translate "No." %}',
    '{% url "public:home" as it %}{{ it }}{% url "public:area" "x" "1&2" as it %}{{ it }}',
    '{% url "no:such" as it %}[{{ it }}]',
    '{% load hattama_text hattama_public %}{{ keyed.a|words }}{{ number|count:"x" }}{{ area|area_name }}',
    '{% translate "Search" as it %}{{ it }}',
    '{% url "public:area" "x" number %}{% url "public:area" "x" "1&2" %}',
    '{% autoescape off %}{% url "public:area" "x" "1&2" %} {% endautoescape %}',
    "{% load hattama_text %}{{ number|count }}{{ nothing|count }}",
    '{% load hattama_text %}{{ share|share:1 }}{{ nothing|count:_("Search") }}',
    """{% load hattama_text %}{{ nothing|count:_("<b>") }}{{ nothing|count:"<i>" }}""",
    "{% load hattama_text %}{{ nothing|count:plain }}",
    '{% include "results/result_tabs.html" with tab="rules" %}{% include "results/result_tabs.html" %}',
    "{% comment %}{{ plain }}{% endcomment %}{# no #}{% firstof nothing plain %}{% cycle 'a' 'b' %}",
    "{% spaceless %}<a> <b>{% endspaceless %}",
]


def engine() -> Engine:
    found: Engine = engines["django"].engine
    return found


def say(template: Template, language: str, values: dict[str, object] = VALUES) -> str:
    with override(language):
        return template.render(Context(dict(values)))


@pytest.mark.parametrize("text", TEXTS)
def test_each_template_says_what_djangos_does_in_each_language(text: str):
    text = "{% load i18n %}" + text
    ours, theirs = QuickTemplate(text, engine=engine()), engine().from_string(text)
    for language in ("kk", "ru", "en", "kk"):
        assert say(ours, language) == say(theirs, language)


def test_all_pages_are_made_so():
    template = engine().get_template("base.html")
    assert type(template) is QuickTemplate
    assert any(isinstance(node, FixedNode) for node in template.nodelist)
    assert engine().get_template("base.html") is template


def test_what_a_property_of_ours_gets_wrong_is_not_hidden():
    for text, trouble in (("name", AttributeError), ("number", ZeroDivisionError), ("called", TypeError)):
        text = f"{{{{ it.{text} }}}}"
        for made in (QuickTemplate(text, engine=engine()), engine().from_string(text)):
            with pytest.raises(trouble):
                say(made, "en", {"it": Broken()})


def test_a_name_is_read_without_django_where_its_kind_is_known(monkeypatch: pytest.MonkeyPatch):
    template = QuickTemplate("{{ place.inner.name }}{{ pair.label }}{{ keyed.a.b }}", engine=engine())
    monkeypatch.setattr("django.template.base.Variable.resolve", None)
    monkeypatch.setattr(FilterExpression, "resolve", None)
    assert say(template, "en") == "inner&lt;label&gt;&lt;deep&gt;"
    assert QuickExpression.resolve is not None


def test_what_follows_from_the_language_alone_is_put_together_once(monkeypatch: pytest.MonkeyPatch):
    text = '{% load i18n %}a{% translate "Search" %}b{% url "public:home" %}c'
    template = QuickTemplate(text, engine=engine())
    (only,) = template.nodelist
    said = {language: say(template, language) for language in ("kk", "ru", "en")}
    assert len(set(said.values())) == 3
    for part in only._parts:
        monkeypatch.setattr(type(part), "render", None)
    assert {language: say(template, language) for language in said} == said


def test_a_page_is_said_in_one_language():
    templates = [*WEB.rglob("*.html"), *WEB.rglob("*.svg")]
    assert len(templates) > 100
    assert not [path for path in templates if "{% language " in path.read_text("utf-8")]


def test_a_template_that_is_not_there_is_said_to_be_missing():
    with pytest.raises(TemplateDoesNotExist):
        engine().get_template("places/none.html")
    with pytest.raises(TemplateDoesNotExist):
        say(QuickTemplate('{% include "places/none.html" %}', engine=engine()), "en")


def test_where_a_page_says_what_went_wrong_its_nodes_are_djangos():
    telling = Engine(debug=True)
    text = "{% if a %}{{ a }}{% endif %}{{ b }}"
    alike = [type(node) for node in Template(text, engine=telling).nodelist]
    assert [type(node) for node in QuickTemplate(text, engine=telling).nodelist] == alike
