"""All addresses. Kazakh pages stand without a prefix, Russian under /ru/, English under /en/.

Each capability lists its own in its `urls.py`, by kind: FILES (the same in every language, `data:`), PAGES
(`public:`), DESK (`desk:`), and ROOT and SPOKEN, which bring names of their own, without and with a language.
"""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from hattama.web.kernel.capability import addresses
from hattama.web.kernel.pages.bounded_requests import register_address_parts

register_address_parts()

urlpatterns = [
    path("", include((addresses("FILES"), "data"))),
    *addresses("ROOT"),
    *i18n_patterns(
        *addresses("SPOKEN"),
        path("desk/", include((addresses("DESK"), "desk"))),
        path("", include((addresses("PAGES"), "public"))),
        prefix_default_language=False,
    ),
]

handler400 = "hattama.web.kernel.pages.outage_views.answer_bad_request"
handler500 = "hattama.web.kernel.pages.outage_views.answer_trouble"
