"""Registers the capability with the kernel."""

from django.urls import path

from hattama.web.kernel.capability import Addresses, Capability
from hattama.web.kernel.pages.addresses import DATA, ELECTION, PROTOCOL


class Registration(Capability):
    """Tables of higher commissions, held against the log's sums."""

    tables = ("tables",)
    provides = (
        ("publish_entries", "publish.publish_claims"),
        ("published_tables", "publish.PUBLISHED"),
        ("decision_documents", "tables.load_claim_documents"),
        ("published_documents", "tables.published_claim_documents"),
        ("desk_news", "desk.pages.final_block"),
    )

    def pages(self) -> Addresses:
        from hattama.web.claims.public import civic_views, claim_views

        return [
            path(ELECTION + "results/<slug:contest>/claims/", claim_views.claims, name="claims"),
            path(ELECTION + "civic/", civic_views.civic, name="civic"),
        ]

    def files(self) -> Addresses:
        from hattama.web.claims.public import claim_views

        return [path(DATA + "claims/<slug:contest>.csv", claim_views.claims_csv, name="claims")]

    def desk(self) -> Addresses:
        from hattama.web.claims.desk import pages, uploads

        return [
            path("<slug:election_id>/claims/", pages.claims, name="claims"),
            path("<slug:election_id>/claims/<slug:contest>/table", uploads.claim_table, name="claim_table"),
            path(PROTOCOL + "claim", pages.claim, name="claim"),
        ]
