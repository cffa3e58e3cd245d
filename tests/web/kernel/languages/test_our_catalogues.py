"""Every word of ours is said in Kazakh and in Russian, and no word escapes the catalogues."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from django.conf import settings

from hattama.phrases import LANGUAGES
from hattama.web.kernel.languages.catalogues import (
    HATTAMA,
    catalogue_faults,
    catalogue_path,
    collect_messages,
    is_template,
    read_catalogue,
    update_catalogue,
)
from tests.web.kernel.languages.visible_text import languages_spoken_at_once, untranslated_words

TRANSLATED = [code for code in LANGUAGES if code != "en"]
TEMPLATES = sorted(path for path in HATTAMA.rglob("*") if is_template(path))

# Words that GLOSSARY.md and docs/developer/languages.md have another word for, or that mean something else.
RIVALS = {
    "kk": r"хэш|қалта|бақылаушы|есептік жазба|ережелер жинағы|оқушы|ЖСН|батырма|сәйкестендіргіш"
    r"|\bформа(?!т|лау)|\bскан(?:ы|ды|сыз|дар\w*)?\b(?!-)|сәйкестік файл|пакет|уақыт таңба|\bжиын(?!т)| — "
    r"|ереже топтамасы\w* жина|бақылау қатынас|(?:мұндай|екі|бір|дәл осы) қатынас"
    r"|\bкоманда|аккаунт|\bлогин|көші-қон|жеке дерек|\bтірі сайт|бұйрықпен|(?<!-)\bсканын\b",
    "ru": r"хэш|скан-коп|комплект|(?:набор|свод)\w* правил|файл\w* соответстви|ИИН| — "
    r"|\bлогин|личны[хе] данн|рабоч\w+ кабинет",
}
ENDING_OF_A_VALUE = re.compile(
    r"(?:\}|\)s)(?:-(?:[ғқ]а|[гк]е|[дтн][ае]н|с?[ыі])\b|»? (?:дейін|бастап|ерте емес)\b)"
)


@pytest.fixture(scope="module")
def used() -> Catalog:
    return collect_messages(HATTAMA)


def test_kazakh_and_russian_have_catalogues() -> None:
    assert TRANSLATED == ["kk", "ru"]
    assert all(catalogue_path(language).exists() for language in TRANSLATED)


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_message_of_the_pages_is_translated_whole(language: str, used: Catalog) -> None:
    assert len(used) > 0
    assert list(catalogue_faults(used, read_catalogue(catalogue_path(language)))) == []


@pytest.mark.parametrize("language", RIVALS)
def test_a_thing_has_one_name(language: str) -> None:
    rivals = re.compile(RIVALS[language], re.IGNORECASE)
    assert [text for text in said_in(language) if rivals.search(text)] == []


@pytest.mark.parametrize("language", RIVALS)
def test_a_handbook_calls_a_thing_as_the_pages_do(language: str) -> None:
    rivals = re.compile(RIVALS[language] + r"|врезк|\bкадр|түсіндірме|объяснен", re.IGNORECASE)
    texts = sorted((HATTAMA / "web/handbooks/texts").glob(f"*.{language}.md"))
    assert texts
    assert [text.name for text in texts if rivals.search(text.read_text("utf-8"))] == []


def test_a_value_is_given_no_kazakh_ending_that_hangs_on_its_sound() -> None:
    assert [text for text in said_in("kk") if ENDING_OF_A_VALUE.search(text)] == []


def said_in(language: str) -> list[str]:
    """Every translation into the language."""
    strings = (message.string for message in read_catalogue(catalogue_path(language)) if message.id)
    return [form for one in strings for form in ([one] if isinstance(one, str) else one)]


def test_no_word_of_a_page_is_out_of_reach_of_translators() -> None:
    assert TEMPLATES
    every_language = {code for code, _ in settings.LANGUAGES}
    assert {
        template.relative_to(HATTAMA).as_posix(): words
        for template in TEMPLATES
        if not every_language <= languages_spoken_at_once(template.read_text("utf-8"))
        and (words := untranslated_words(template.read_text("utf-8"), is_html=template.suffix != ".txt"))
    } == {}


def test_a_page_speaks_every_language_at_once_only_when_it_marks_each() -> None:
    page = '<html lang="kk"><p>Ақау</p><p lang="ru">Сбой</p><p lang="{{ code }}">Trouble</p></html>'
    assert languages_spoken_at_once(page) == {"kk", "ru"}


def catalogue(language: str, *entries: tuple[object, object]) -> Catalog:
    made = Catalog(locale=language, fuzzy=False)
    for message, translation in entries:
        made.add(message, translation)  # type: ignore[arg-type]
    return made


PLURAL = ("%(n)s precinct", "%(n)s precincts")


@pytest.mark.parametrize(
    ("language", "message", "translation", "fault"),
    [
        ("kk", "Search", "Іздеу", None),
        ("kk", "Search", "", "no translation"),
        ("kk", "Search", "Search", "the English again"),
        ("kk", "JSON", "JSON", None),
        ("kk", "%(n)s voters", "%(n)s сайлаушы", None),
        ("kk", "%(n)s voters", "%(m)s сайлаушы", "placeholders"),
        ("kk", "%(n)s voters", "сайлаушылар", "placeholders"),
        ("kk", "%(n)s voters", "%(n)d сайлаушы", "placeholders"),
        ("kk", "{n} voters", "сайлаушы", "placeholders"),
        ("kk", "100%% of voters", "сайлаушылардың 100%%-ы", None),
        ("ru", "<b>Note</b>", "<b>Примечание<b>", "tags"),
        ("ru", "Note ", "Примечание", "line break or space"),
        ("kk", "One", "Бiр", "mixes Latin and Cyrillic"),
        ("ru", "The central commission", "ЦИК", "means several bodies"),
        ("kk", PLURAL, ("%(n)s учаске", "%(n)s учаске"), None),
        ("kk", PLURAL, ("бір учаске", "%(n)s учаске"), "placeholders"),
        ("kk", PLURAL, ("%(n)s учаске", ""), "plural form 1"),
        ("ru", PLURAL, ("%(n)s участок", "%(n)s участка", "%(n)s участков"), None),
        ("ru", PLURAL, ("один участок", "%(n)s участка", "%(n)s участков"), "placeholders"),
        ("ru", PLURAL, ("%(n)s участок", "%(n)s участков"), "2 plural forms instead of 3"),
        ("kk", ("One precinct", "%(n)s precincts"), ("Бір учаске", "%(n)s учаске"), None),
        ("ru", ("One", "%(n)s"), ("Один", "%(n)s", "%(n)s"), "placeholders"),
    ],
)
def test_each_fault_of_a_translation_is_seen(
    language: str, message: object, translation: object, fault: str | None
) -> None:
    found = list(
        catalogue_faults(catalogue("en", (message, "")), catalogue(language, (message, translation)))
    )
    if fault is None:
        assert found == []
    else:
        assert len(found) == 1
        assert fault in found[0]


def test_a_message_that_is_not_in_the_catalogue_and_one_that_no_page_uses_are_both_seen() -> None:
    found = list(catalogue_faults(catalogue("en", ("Search", "")), catalogue("kk", ("Home", "Басты бет"))))
    assert [fault.split("»")[0] for fault in found] == ["«Search", "«Home"]


def test_a_message_that_has_become_plural_needs_a_new_translation() -> None:
    found = list(
        catalogue_faults(catalogue("en", (PLURAL, ("", ""))), catalogue("kk", (PLURAL[0], "учаске")))
    )
    assert found == ["«%(n)s precinct»: plural on one side only ()"]


def test_a_fuzzy_translation_counts_as_none() -> None:
    translated = catalogue("kk", ("Search", "Іздеу"))
    message = translated.get("Search")
    assert message is not None
    message.flags.add("fuzzy")
    assert "fuzzy" in next(catalogue_faults(catalogue("en", ("Search", "")), translated))


PAGE = """{% load i18n hattama_text %}
<h1 title="{% translate "A title" %}">{% translate 'Results' %} {# not a word #}</h1>
{% comment %}nothing{% endcomment %}
{% blocktranslate count n=found trimmed %}{{ n }} precinct
  found{% plural %}{{ n }} precincts found{% endblocktranslate %}
{{ figure|count:_("illegible") }} {% translate "May" context "month" as may %}
<p>{% if x == _("other") %}100{% endif %}</p>
"""


def test_messages_are_collected_from_templates_scripts_words_and_python(tmp_path: Path) -> None:
    package = tmp_path / "web"
    (package / "templates").mkdir(parents=True)
    (package / "templates" / "page.html").write_text(PAGE, "utf-8")
    (package / "views.py").write_text(
        "from django.utils.translation import gettext as _, ngettext_lazy, pgettext_lazy\n"
        'A = _("From Python")\nB = ngettext_lazy("%d row", "%d rows", 2)\n'
        'C = pgettext_lazy("verb", "Check")\n',
        "utf-8",
    )
    (package / "script_words.toml").write_text('send = "Send it"', "utf-8")
    (package / "notes.html").write_text('{% translate "Not a template" %}', "utf-8")
    found = {(message.context, message.id) for message in collect_messages(package) if message.id}
    assert found == {
        (None, "A title"),
        (None, "Send it"),
        (None, "Results"),
        (None, ("%(n)s precinct found", "%(n)s precincts found")),
        (None, "illegible"),
        ("month", "May"),
        (None, "other"),
        (None, "From Python"),
        (None, ("%d row", "%d rows")),
        ("verb", "Check"),
    }


def test_updating_adds_new_messages_drops_old_ones_and_keeps_translations(tmp_path: Path) -> None:
    path = tmp_path / "kk" / "LC_MESSAGES" / "django.po"
    update_catalogue(path, "kk", catalogue("en", ("Search", ""), ("Home", ""), (PLURAL, ("", ""))))
    path.write_text(
        path.read_text("utf-8").replace('msgid "Search"\nmsgstr ""', 'msgid "Search"\nmsgstr "Іздеу"'),
        "utf-8",
    )
    update_catalogue(path, "kk", catalogue("en", ("Search", ""), ("Totals", "")))
    translations = {message.id: message.string for message in read_catalogue(path) if message.id}
    assert translations == {"Search": "Іздеу", "Totals": ""}
    before = path.read_bytes()
    update_catalogue(path, "kk", catalogue("en", ("Search", ""), ("Totals", "")))
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("template", "words"),
    [
        (PAGE, []),
        ("<p>Results</p>", ["Results"]),
        ("<p>votes.csv areas/….json log/0 Table</p>", ["Table"]),
        ("{% block body_class %}desk{% endblock %}{% block body %}Desk{% endblock %}", ["Desk"]),
        ('{% blocktranslate with n=x|default:"none" %}{{ n }} votes{% endblocktranslate %}', ["none"]),
        ("<p>Нәтижелер {{ n }}</p>", ["Нәтижелер"]),
        ('<img alt="Scan" src="scan.png" class="wide">', ["Scan"]),
        ('<input type="submit" value="Send"><input type="text" value="x7">', ["Send"]),
        ('<meta name="description" content="Checks"><meta name="viewport" content="width">', ["Checks"]),
        ('{{ figure|default:"none" }}{{ day|date:"Y-m-d" }}', ["none"]),
        ('{{ open|yesno:_("yes,no") }}', []),
        ("<script>let word</script><style>p{color:red}</style><code>sha256sum</code>", []),
        (
            '<a href="/x.csv">CSV</a> &middot; 7 № — <option {% if x %}selected{% endif %}>{{ x }}</option>',
            [],
        ),
    ],
)
def test_words_that_cannot_be_translated_are_found(template: str, words: list[str]) -> None:
    assert untranslated_words(template) == words
