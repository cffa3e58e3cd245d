"""What Django and allauth cannot say in Kazakh, we supply, whole and unfuzzy, and ours is what is shown.

The messages each package has are read from its own catalogues as they are installed, so that a new version
with new messages turns this red.
"""

from pathlib import Path

import django
import pytest
from babel.messages.catalog import Catalog, Message
from django.apps import apps
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext, ngettext, npgettext, pgettext

from hattama.web.kernel.languages.catalogues import HATTAMA, catalogue_path, read_catalogue
from hattama.web.kernel.languages.translations import placeholders, translation_faults

DJANGO = Path(django.__file__).parent
# Parts of allauth that are not installed: nobody meets their messages.
ALLAUTH_PARTS_LEFT_OUT = ("socialaccount/", "idp/", "headless/", "templates/socialaccount/", "templates/idp/")

SUPPLIED = HATTAMA / "web" / "locale_supplied"


def _their_locales() -> list[Path]:
    """Where Django itself and each installed app that is not ours keep their catalogues."""
    installed = (
        Path(app.path) / "locale" for app in apps.get_app_configs() if not app.name.startswith("hattama.")
    )
    return [
        DJANGO / "conf/locale",
        *(locale for locale in installed if catalogue_path("en", locale).exists()),
    ]


def _key(message: Message) -> tuple[str | None, str]:
    return message.context, message.id if isinstance(message.id, str) else message.id[0]


def _said_in_kazakh(locale: Path) -> set[tuple[str | None, str]]:
    path = catalogue_path("kk", locale)
    if not path.exists():
        return set()
    return {
        _key(message)
        for message in read_catalogue(path)
        if not message.fuzzy
        and message.string
        and all([message.string] if isinstance(message.string, str) else message.string)
    }


def _is_met(message: Message) -> bool:
    places = [place for place, _ in message.locations]
    return not places or not all(place.startswith(ALLAUTH_PARTS_LEFT_OUT) for place in places)


def missing_in_kazakh() -> list[Message]:
    """Messages of the installed packages without a Kazakh translation of their own."""
    missing: dict[tuple[str | None, str], Message] = {}
    for locale in _their_locales():
        said = _said_in_kazakh(locale)
        for message in read_catalogue(catalogue_path("en", locale)):
            if message.id and _is_met(message) and _key(message) not in said:
                missing[_key(message)] = message
    return list(missing.values())


@pytest.fixture(scope="module")
def supplied() -> Catalog:
    return read_catalogue(catalogue_path("kk", SUPPLIED))


@pytest.fixture(scope="module", params=["kk", "ru", "en"])
def each(request: pytest.FixtureRequest) -> Catalog:
    """What is supplied in a language: in Kazakh all that is missing, in others the words that we mend."""
    return read_catalogue(catalogue_path(request.param, SUPPLIED))


def test_django_and_allauth_are_looked_into() -> None:
    names = {"/".join(locale.parts[-3:]) for locale in _their_locales()}
    assert {"django/conf/locale", "contrib/auth/locale", "site-packages/allauth/locale"} <= names


def test_every_message_without_kazakh_is_supplied_with_the_same_placeholders(supplied: Catalog) -> None:
    missing = missing_in_kazakh()
    assert len(missing) > 400
    unsaid = [_key(message) for message in missing if supplied.get(message.id, message.context) is None]
    assert unsaid == []
    faults = [
        (_key(message), fault)
        for message in missing
        if (translated := supplied.get(message.id, message.context)) is not None
        for fault in translation_faults(message, translated, supplied)
    ]
    assert faults == []


def test_nothing_supplied_is_fuzzy_empty_or_damaged(each: Catalog) -> None:
    assert not each.fuzzy
    assert [
        (_key(message), fault)
        for message in each
        if message.id
        for fault in translation_faults(message, message, each)
    ] == []


def test_nothing_is_supplied_that_the_installed_packages_do_not_say(each: Catalog) -> None:
    theirs = {
        _key(message)
        for locale in _their_locales()
        for message in read_catalogue(catalogue_path("en", locale))
    }
    assert [_key(message) for message in each if message.id and _key(message) not in theirs] == []


def test_parts_of_allauth_left_out_are_not_installed() -> None:
    parts = {place.strip("/").rsplit("/")[-1] for place in ALLAUTH_PARTS_LEFT_OUT}
    assert not parts & {app.removeprefix("allauth.") for app in settings.INSTALLED_APPS}
    assert "django.contrib.admin" not in settings.INSTALLED_APPS


def _plural(context: str | None, one: str, many: str, count: int) -> str:
    return npgettext(context, one, many, count) if context else ngettext(one, many, count)


def test_what_is_supplied_is_what_django_shows(each: Catalog) -> None:
    with translation.override(str(each.locale)):
        for message in each:
            if isinstance(message.id, str) and message.id:
                shown = pgettext(message.context, message.id) if message.context else gettext(message.id)
                assert shown == message.string
            elif message.id:
                one, many = message.id
                shown_forms = {_plural(message.context, one, many, count) for count in (1, 2, 5)}
                assert shown_forms <= set(message.string)


def test_a_second_factor_is_called_so_in_each_language() -> None:
    said = {}
    for language in ("kk", "ru", "en"):
        with translation.override(language):
            said[language] = gettext("Two-Factor Authentication")
    assert said == {"kk": "Екінші фактор", "ru": "Второй фактор", "en": "Second factor"}


@pytest.mark.parametrize(
    ("message", "kazakh"),
    [
        ("Enter a valid email address.", "Дұрыс электрондық пошта мекенжайын енгізіңіз."),
        ("This field is required.", "Бұл өрісті толтыру міндетті."),
        ("Sign In", "Кіру"),
        ("Authenticator App", "Аутентификатор қолданбасы"),
    ],
)
def test_kazakh_readers_meet_kazakh(message: str, kazakh: str) -> None:
    with translation.override("kk"):
        assert gettext(message) == kazakh


def test_placeholders_are_told_apart_from_per_cent_signs() -> None:
    assert placeholders("%(n)s of %d, 5%% {name} 50 % share") == ["%(n)s", "%d", "{name}"]
