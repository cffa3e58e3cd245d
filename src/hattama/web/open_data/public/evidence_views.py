"""The evidence of one polling station over HTTP: a ZIP archive in the reader's language."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase

from hattama.web.kernel.pages.election_pages import shown_area
from hattama.web.kernel.pages.file_answers import answer_made
from hattama.web.open_data.evidence import EvidenceLacks, EvidencePack


def evidence(request: HttpRequest, election_id: str, area_id: str, language: str) -> HttpResponseBase:
    """What the log says of a polling station, with proofs and scans, to be checked without this site."""
    area = shown_area(election_id, area_id)
    if not area.is_precinct or language not in dict(settings.LANGUAGES):
        raise Http404(area_id)
    try:
        pack = EvidencePack(area, language)
    except EvidenceLacks:
        raise Http404(area_id) from None
    # A scan that was withdrawn since, or a witness who signed since, makes it another file.
    path = f"evidence/{area_id}-{pack.state}.{language}.zip"
    name = f"{election_id}-{area_id}-evidence-{language}.zip"
    return answer_made(request, area.election, path, pack.pieces, "application/zip", name=name)
