"""Every public address is either copied or named among those that need the live site, with a reason."""

from django.urls import URLPattern, get_resolver

from hattama.phrases import LANGUAGES, say
from hattama.web.operations.static_site.addresses import COPIED, LIVE_ONLY


def _names(resolver, namespace=""):
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield f"{namespace}:{entry.name}" if namespace else entry.name
        else:
            yield from _names(entry, entry.namespace or namespace)


def test_every_public_address_is_copied_or_needs_the_live_site():
    # Names without a namespace are those of logging in.
    public = {name for name in _names(get_resolver()) if name and ":" in name}
    public = {name for name in public if name.partition(":")[0] not in ("desk", "rights")}
    spaces = {name for name in LIVE_ONLY if ":" not in name}
    public = {name for name in public if name.partition(":")[0] not in spaces} | spaces
    assert public == COPIED.keys() | LIVE_ONLY.keys()


def test_no_address_stands_in_both_tables():
    assert not COPIED.keys() & LIVE_ONLY.keys()


def test_whoever_needs_the_live_site_says_why_in_three_languages():
    for reason in LIVE_ONLY.values():
        assert len({say(reason, language) for language in LANGUAGES}) == 3
