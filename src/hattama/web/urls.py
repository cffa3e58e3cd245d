"""All addresses. Kazakh pages stand without a prefix, Russian under /ru/, English under /en/."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

urlpatterns = [
    path("", include("hattama.web.public.data_urls", namespace="data")),
    path("api/", include("hattama.web.api.urls")),
    path("", include("hattama.web.watching.urls")),
    *i18n_patterns(
        path("account/", include("hattama.web.desk.account_urls")),
        path("desk/", include("hattama.web.desk.urls")),
        path("api/", include("hattama.web.api.page_urls")),
        path("", include("hattama.web.public.urls")),
        prefix_default_language=False,
    ),
]

handler400 = "hattama.web.public.outage_views.answer_bad_request"
handler500 = "hattama.web.public.outage_views.answer_trouble"
