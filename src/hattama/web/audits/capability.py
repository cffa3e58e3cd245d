"""Registers the capability with the kernel."""

from hattama.web.kernel.capability import Capability
from hattama.web.kernel.pages.addresses import DATA, ELECTION


class Registration(Capability):
    """Audits by a public draw, and recounts: committed to, drawn, counted blind twice, measured."""

    only_growing = ("audit_committed_table", "audit_batch_count")
    provides = (
        ("publish_entries", "publish.publish_audits"),
        ("desk_news", "desk.counting.news_block"),
    )

    pages = ((ELECTION + "audits/", "public.audits"),)

    files = (
        (DATA + "audits.json", "public.audits_json", "audits"),
        (DATA + "audits/<number:audit_no>/batches.csv", "public.batches_csv", "audit_batches"),
        (DATA + "audits/<number:audit_no>/counts.csv", "public.counts_csv", "audit_counts"),
        (DATA + "audits/<number:audit_no>/draws.csv", "public.draws_csv", "audit_draws"),
        (DATA + "audits/<number:audit_no>/to-count.csv", "public.to_count_csv", "audit_to_count"),
    )

    desk = (
        ("<slug:election_id>/audits/", "desk.audit_pages.audits"),
        ("<slug:election_id>/audits/recount/", "desk.recount.recount", "recount_order"),
        ("<slug:election_id>/audits/<number:audit_no>/", "desk.audit_pages.audit"),
        ("<slug:election_id>/audits/<number:audit_no>/sheets.pdf", "desk.counting.sheets", "audit_sheets"),
        ("<slug:election_id>/audits/<number:audit_no>/<str:area_id>/", "desk.counting.count", "audit_count"),
    )
