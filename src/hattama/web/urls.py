"""All addresses. Kazakh pages stand without a prefix, Russian under /ru/, English under /en/."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

urlpatterns = [
    path("", include("hattama.web.open_data.public.data_urls", namespace="data")),
    path("api/", include("hattama.web.open_data.api.urls")),
    path("", include("hattama.web.operations.watching.urls")),
    *i18n_patterns(
        path("account/", include("hattama.web.accounts.desk.account_urls")),
        path("desk/", include("hattama.web.desk.urls")),
        path("api/", include("hattama.web.open_data.api.page_urls")),
        path("", include("hattama.web.places.public.urls")),
        prefix_default_language=False,
    ),
]

handler400 = "hattama.web.kernel.pages.outage_views.answer_bad_request"
handler500 = "hattama.web.kernel.pages.outage_views.answer_trouble"
