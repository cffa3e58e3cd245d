"""All addresses. Kazakh pages stand without a prefix, Russian under /ru/, English under /en/.

Each capability lists its own in its `capability.py`, by kind.
"""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from hattama.web.kernel.capability import addresses
from hattama.web.kernel.pages.bounded_requests import register_address_parts

register_address_parts()

urlpatterns = [
    path("", include((addresses("files"), "data"))),
    *addresses("root"),
    *i18n_patterns(
        *addresses("spoken"),
        path("desk/", include((addresses("desk"), "desk"))),
        path("", include((addresses("pages"), "public"))),
        prefix_default_language=False,
    ),
]

handler400 = "hattama.web.kernel.pages.outage_views.answer_bad_request"
handler500 = "hattama.web.kernel.pages.outage_views.answer_trouble"
