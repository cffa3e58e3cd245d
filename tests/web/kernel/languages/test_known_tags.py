"""The tags that templates use most: words and addresses found once, and right in every language."""

import pytest
from django.template import Context, Engine, engines
from django.template.exceptions import TemplateSyntaxError
from django.urls import NoReverseMatch
from django.utils.translation import override


def say(text: str, language: str, **values: object) -> str:
    engine: Engine = engines["django"].engine
    with override(language):
        return engine.from_string(text).render(Context(values))


def test_a_text_is_said_in_the_language_of_each_reader():
    template = engines["django"].engine.from_string('{% load i18n %}{% translate "Search" %}')
    said = []
    for language in ("kk", "ru", "en", "ru", "kk"):
        with override(language):
            said.append(template.render(Context()))
    assert said[2] == "Search" and said[1] == said[3] and said[0] == said[4] and len(set(said)) == 3


def test_a_text_kept_under_a_name_and_one_from_a_variable_are_left_to_django():
    assert say('{% load i18n %}{% translate "Search" as it %}[{{ it }}]', "en") == "[Search]"
    assert say("{% load i18n %}{% translate word %}", "en", word="<b>") == "&lt;b&gt;"
    assert say('{% load i18n %}{% translate "Copy" noop %}', "kk") == "Copy"


def test_a_per_cent_sign_in_a_text_is_one():
    assert say('{% load i18n %}{% translate "100 %" %}', "en") == "100 %"


def test_an_address_is_that_of_the_language_of_the_page():
    for language, address in (("kk", "/e/x/"), ("ru", "/ru/e/x/"), ("en", "/en/e/x/")):
        assert say('{% url "public:election" "x" %}', language) == address


def test_another_argument_is_another_address_and_a_hostile_one_is_escaped():
    assert say('{% url "public:area" "x" area %}', "kk", area="1") == "/e/x/a/1/"
    assert say('{% url "public:area" "x" area %}', "kk", area="2") == "/e/x/a/2/"
    assert "<" not in say('{% url "public:area" "x" area %}', "kk", area="<&")


def test_an_address_kept_under_a_name_that_does_not_exist_is_empty_and_else_refused():
    assert say('{% url "no:such" as it %}[{{ it }}]', "kk") == "[]"
    with pytest.raises(NoReverseMatch):
        say('{% url "no:such" %}', "kk")
    with pytest.raises(TemplateSyntaxError):
        say("{% url %}", "kk")
