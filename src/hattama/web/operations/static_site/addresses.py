"""The one list of public addresses: which are copied, with which questions; which need the live site, why.

Every address of the site stands here by the name it has among the addresses (`public:area`), once: a test
compares this list with them. A new address is one line in one of the two tables.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from hattama.core.vocabulary import Message


@dataclass(frozen=True, slots=True)
class Copied:
    """An address that is copied.

    `asks`: the questions (`?contest=`) each answer of which is a file of its own, where a page links to it;
    a question that is not named here needs the live site. `of_the_log`: it says how long the log is, so that
    every new entry changes it. `of_the_program`: it follows from the program alone, and no entry changes it.
    """

    asks: tuple[str, ...] = ()
    of_the_log: bool = False
    of_the_program: bool = False


COPIED: Mapping[str, Copied] = {
    "public:home": Copied(("contest",)),
    "public:about": Copied(),
    "public:election": Copied(("contest",)),
    "public:area": Copied(("contest", "page")),
    "public:area_stations": Copied(("page",)),
    "public:area_result": Copied(("annulled",)),
    "public:result": Copied(("annulled",)),
    "public:result_rules": Copied(),
    "public:claims": Copied(("area",)),
    "public:night": Copied(("contest", "page")),
    "public:area_night": Copied(("contest", "page")),
    "public:turnout": Copied(("contest",)),
    "public:area_turnout": Copied(("contest",)),
    # The form sends `?q=`, which the page reads by itself (search_index.py).
    "public:search": Copied(),
    "public:missing": Copied(("contest", "area", "page")),
    "public:findings": Copied(("area", "page")),
    # Every rule in every area would be more pages than all polling stations have.
    "public:rule": Copied(("unchecked", "page")),
    "public:data": Copied(),
    "public:rights": Copied(),
    "data:election": Copied(),
    "data:definition": Copied(),
    "data:rule_pack": Copied(),
    "data:table": Copied(),
    "data:area_json": Copied(),
    "data:area_csv": Copied(),
    "data:turnout": Copied(("source",)),
    "data:outcome": Copied(("lang",)),
    "data:claims": Copied(),
    "data:late_claims": Copied(),
    "data:log_entry": Copied(),
    "data:bundle": Copied(),
    "data:open": Copied(),
    "data:scan": Copied(),
    "data:arrivals": Copied(),
    "data:shares": Copied(),
    "data:seats": Copied(),
    "data:result": Copied(),
    "data:map": Copied(),
    "data:subject": Copied(),
    "data:map_features": Copied(of_the_log=True),
    "data:chart_arrival": Copied(of_the_log=True),
    "data:chart_shares": Copied(of_the_log=True),
    "data:chart_seats": Copied(of_the_log=True),
    "data:chart_turnout": Copied(of_the_log=True),
    "data:chart_map": Copied(of_the_log=True),
    "data:scatter_dots": Copied(of_the_log=True),
    "public:map": Copied(),
    "public:area_map": Copied(),
    "public:handbooks": Copied(of_the_program=True),
    "public:handbook": Copied(of_the_program=True),
    "public:norms": Copied(of_the_program=True),
    # Norms on which nothing rests are listed by the live site alone (`?all=1`).
    "public:law": Copied(("page",), of_the_program=True),
    "public:norm": Copied(of_the_program=True),
    "data:norms_csv": Copied(of_the_program=True),
    "public:audits": Copied(),
    "data:audits": Copied(),
    "data:audit_batches": Copied(),
    "data:audit_counts": Copied(),
    "data:audit_draws": Copied(),
    "data:audit_to_count": Copied(),
    "public:registers": Copied(),
    "public:register_numbers": Copied(),
    "public:register_text": Copied(),
    "public:subject": Copied(),
    "public:records": Copied(("state", "page")),
    "public:record": Copied(),
    "public:observation": Copied(("page",)),
    "public:civic": Copied(("contest",)),
    "data:published_set": Copied(),
    "data:published_summary": Copied(),
    "public:stated": Copied(),
    "public:stated_register": Copied(),
    "data:stated_csv": Copied(),
    "data:stated_json": Copied(),
    "public:openness_monitor": Copied(),
    "data:openness_monitor": Copied(),
}

_NEWEST = Message(
    "A receipt is made under the newest checkpoint of the log, which changes with every entry. In this copy "
    "a protocol can be checked on its own page."
)
_PACKED = Message(
    "The evidence of a polling station is packed by the live site when it is asked for; this copy holds the "
    "whole log, of which it is a part."
)
_BESIDE = Message("The reader chooses what to compare, and there are too many ways to choose.")

_BY_THE_MINUTE = Message("These pages follow the night by the minute, and a copy stands at one moment.")
_TOLD = Message("Only the live site can send letters and feeds about changes.")
_ENTRIES = Message("The log entry by entry is a page of the live site; this copy holds its files.")
_SENT = Message("Comparing and sending a photo of a paper, and the list of what was sent, need a server.")
_CUT_OUT = Message(
    "Pictures cut out of scans are made when they are asked for: there are more than a million."
)
_PRINTED = Message(
    "PDF files, XLSX workbooks of single areas and preview pictures are made when they are asked for."
)
_FRAMES = Message("Frames for other sites come from the live site: they change with the log.")
_MEASURED = Message(
    "Measures of openness and the check of the record change with time, without new entries of the log."
)
_ASKED = Message(
    "Statistical questions are answered by the live site; `hattama forensics` asks the bundle the same."
)
_JUDGED = Message("Cards are shown by the live site; `hattama judge` makes the same from the bundle.")
_TELEPHONES = Message("Observers' telephones fetch their forms from the live site and send them to it.")
_WITNESSED = Message("Who has witnessed the log, and when, changes with time, without new entries of it.")
_FOR_ENGINES = Message("Files for search engines and catalogues name addresses of the live site.")
_SAMPLED = Message(
    "Quick counts are estimated by the live site; `hattama sample` does so from the opened files."
)
_PROGRAMS = Message("Questions of programs (the API) need a server; the same data stand in files.")
_RUNNING = Message("Time limits run by the hour, and what a reader asks about them needs a server.")

LIVE_ONLY: Mapping[str, Message] = {
    "public:receipt": _NEWEST,
    "data:receipt": _NEWEST,
    "data:evidence": _PACKED,
    "public:what_if": Message("The reader chooses the rules, and there are too many ways to choose."),
    **dict.fromkeys(("public:comparison", "data:swing", "public:elections"), _BESIDE),
    **dict.fromkeys(("public:live", "public:hall", "public:hall_composer", "data:live_json"), _BY_THE_MINUTE),
    **dict.fromkeys(("public:site_feed", "public:election_feed", "public:area_feed"), _TOLD),
    **dict.fromkeys(("public:registers_feed", "public:register_feed", "data:deadlines"), _TOLD),
    **dict.fromkeys(("public:complain", "public:deadlines"), _RUNNING),
    **dict.fromkeys(("public:log", "public:area_log"), _ENTRIES),
    **dict.fromkeys(("public:told", "public:confirm", "public:leave"), _TOLD),
    **dict.fromkeys(("public:compare", "public:report", "public:reports", "data:report_photo"), _SENT),
    **dict.fromkeys(("public:copies", "public:send", "public:send_copy", "public:sent"), _SENT),
    **dict.fromkeys(("public:strips", "public:strip"), _CUT_OUT),
    **dict.fromkeys(("data:scan_page", "data:figure_picture"), _CUT_OUT),
    **dict.fromkeys(("data:results_pdf", "data:area_workbook", "data:card", "data:contest_card"), _PRINTED),
    **dict.fromkeys(("data:chart_png", "data:chart_scatter", "data:scatter"), _PRINTED),
    **dict.fromkeys(("public:embeds", "public:area_embeds"), _FRAMES),
    **dict.fromkeys(("public:embed_result", "public:embed_area_result", "public:embed_seats"), _FRAMES),
    **dict.fromkeys(("public:embed_arrival", "public:embed_turnout", "public:embed_scatter"), _FRAMES),
    **dict.fromkeys(("public:embed_area_turnout", "public:embed_map", "public:embed_area_map"), _FRAMES),
    **dict.fromkeys(("public:openness", "data:openness"), _MEASURED),
    **dict.fromkeys(("public:forensics", "data:forensics", "data:forensics_table"), _ASKED),
    **dict.fromkeys(("public:balance", "public:precinct_card", "data:balance"), _JUDGED),
    **dict.fromkeys(("data:precinct_cards", "data:precinct_cards_json"), _JUDGED),
    **dict.fromkeys(("public:area_video", "data:video_coverage", "data:video_coverage_json"), _JUDGED),
    **dict.fromkeys(("public:samples", "data:sample_json", "data:sample_svg", "data:sample_file"), _SAMPLED),
    **dict.fromkeys(("data:field_forms", "data:field_form", "data:field_manifest"), _TELEPHONES),
    **dict.fromkeys(("data:field_file", "data:field_submission", "data:gateway_message"), _TELEPHONES),
    **dict.fromkeys(("data:observer_page", "data:observer_shell"), _TELEPHONES),
    **dict.fromkeys(("data:field_service", "data:field_columns"), _TELEPHONES),
    **dict.fromkeys(("data:field_rows",), _TELEPHONES),
    **dict.fromkeys(("data:observer_app", "data:observer_worker"), _TELEPHONES),
    "public:witnesses": _WITNESSED,
    **dict.fromkeys(("public:record_check", "data:record_check", "data:drawn_list"), _MEASURED),
    **dict.fromkeys(("data:robots", "data:sitemaps", "data:sitemap", "data:catalogue"), _FOR_ENGINES),
    **dict.fromkeys(("api", "api_pages"), _PROGRAMS),
    "watching": Message("Addresses for programs that watch the site speak of the server alone."),
}
"""What needs the live site, and why, in a sentence for readers; without a colon, a whole namespace."""


BY_DISTRICT = Message(
    "In this copy districts hold their polling stations. Pages, files and pictures of single polling "
    "stations, and maps, nights and lists of single areas, need the live site."
)

OF_STATIONS: frozenset[str] = frozenset({"public:area", "data:area_json", "data:area_csv"})
"""Of polling stations these are no files of their own where districts hold them (`Options.by_district`)."""

SMALL_FILES: frozenset[str] = frozenset({"data:log_entry"})
"""Left out there unless `Options.files`: the bundle has them, hundreds to a file."""

DRAWN: frozenset[str] = frozenset(
    {
        *("public:area_map", "public:area_night", "public:area_turnout", "data:map_features"),
        *("data:chart_arrival", "data:chart_shares", "data:chart_seats", "data:chart_turnout"),
        *("data:chart_map", "data:scatter_dots", "data:arrivals", "data:shares", "data:map"),
    }
)
"""Left out there unless `Options.drawings`."""

FILTERS: frozenset[str] = frozenset({"area", "annulled"})
"""Questions that are not answered there: a list of each area, in each language."""
