"""Registers the capability with the kernel."""

from django.urls import path

from hattama.web.kernel.capability import Addresses, Capability
from hattama.web.kernel.pages.addresses import DATA, ELECTION


class Registration(Capability):
    """Audits by a public draw, and recounts: committed to, drawn, counted blind twice, measured."""

    tables = ("tables",)
    only_growing = ("audit_committed_table", "audit_batch_count")
    provides = (
        ("publish_entries", "publish.publish_audits"),
        ("published_tables", "publish.PUBLISHED"),
    )

    def pages(self) -> Addresses:
        from hattama.web.audits import public

        return [path(ELECTION + "audits/", public.audits, name="audits")]

    def files(self) -> Addresses:
        from hattama.web.audits import public

        return [
            path(DATA + "audits.json", public.audits_json, name="audits"),
            path(DATA + "audits/<number:audit_no>/batches.csv", public.batches_csv, name="audit_batches"),
            path(DATA + "audits/<number:audit_no>/counts.csv", public.counts_csv, name="audit_counts"),
            path(DATA + "audits/<number:audit_no>/draws.csv", public.draws_csv, name="audit_draws"),
        ]

    def desk(self) -> Addresses:
        from hattama.web.audits import desk

        return [
            path("<slug:election_id>/audits/", desk.audits, name="audits"),
            path("<slug:election_id>/audits/recount/", desk.recount, name="recount_order"),
            path("<slug:election_id>/audits/<number:audit_no>/", desk.audit, name="audit"),
            path("<slug:election_id>/audits/<number:audit_no>/sheets.pdf", desk.sheets, name="audit_sheets"),
            path(
                "<slug:election_id>/audits/<number:audit_no>/<str:area_id>/", desk.count, name="audit_count"
            ),
        ]
