"""All that was sent with one version of a form, as files for those who work with it."""

from typing import Final

from django.http import Http404, HttpResponse, HttpResponseBase

from hattama.formats.observation_exports import render_spss, render_submissions_xlsx
from hattama.formats.observation_submissions import render_submissions
from hattama.web.kernel.pages.election_pages import page_language
from hattama.web.observation.desk.places import Place, at_desk, form_of
from hattama.web.observation.policy import OrganisationDeed
from hattama.web.observation.reading import form_value, load_submissions

TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "sps": "text/plain; charset=utf-8",
}


@at_desk("GET", see=OrganisationDeed.READ)
def sent_table(place: Place, pk: int, kind: str) -> HttpResponseBase:
    """A row for each, also for what was replaced: CSV, XLSX, and the syntax that reads the CSV into SPSS."""
    form = form_of(place, pk)
    if kind not in TYPES:
        raise Http404(kind)
    value, name = form_value(form), f"{form.form_id}-{form.version}"
    sent = load_submissions(form.sent.order_by("pk")) if kind != "sps" else []
    match kind:
        case "csv":
            content = render_submissions(value, sent).encode("utf-8-sig")
        case "xlsx":
            content = render_submissions_xlsx(value, sent)
        case _:
            content = render_spss(value, f"{name}.csv", page_language()).encode("utf-8-sig")
    response = HttpResponse(content, content_type=TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response
