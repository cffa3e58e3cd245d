"""All addresses. Pages of the first language stand without a prefix, others under /ru/, /en/, /kk/.

Each capability lists its own in its `capability.py`, by kind.
"""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from hattama.web.kernel.accounts.access import access
from hattama.web.kernel.capability import addresses
from hattama.web.kernel.pages.bounded_requests import register_address_parts

register_address_parts()

_PREFIXED = rf"^{settings.LANGUAGE_CODE}/(?P<rest>(?:[^/\\].*)?)$"
_UNPREFIXED = RedirectView.as_view(url="/%(rest)s", query_string=True)

urlpatterns = [
    # First, since they are tried one after the other: none of the others begins so.
    *i18n_patterns(path("desk/", include((addresses("desk"), "desk"))), prefix_default_language=False),
    path("", include((addresses("files"), "data"))),
    *addresses("root"),
    # The first language stands without its letters; whoever writes them gets there all the same.
    re_path(_PREFIXED, access("public")(_UNPREFIXED), name="first_language"),
    *i18n_patterns(
        *addresses("spoken"),
        path("", include((addresses("pages"), "public"))),
        prefix_default_language=False,
    ),
]

handler400 = "hattama.web.kernel.pages.outage_views.answer_bad_request"
handler500 = "hattama.web.kernel.pages.outage_views.answer_trouble"
