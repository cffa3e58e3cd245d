"""Registers the capability with the kernel."""

from hattama.web.kernel.capability import Capability
from hattama.web.kernel.pages.addresses import DATA, ELECTION, PROTOCOL


class Registration(Capability):
    """Tables of higher commissions, held against the log's sums."""

    provides = (
        ("publish_entries", "publish.publish_claims"),
        ("decision_documents", "tables.load_claim_documents"),
        ("published_documents", "tables.published_claim_documents"),
        ("desk_news", "desk.pages.final_block"),
    )

    pages = (
        (ELECTION + "results/<slug:contest>/claims/", "public.claim_views.claims"),
        (ELECTION + "civic/", "public.civic_views.civic"),
    )

    files = (
        (DATA + "claims/<slug:contest>.csv", "public.claim_views.claims_csv", "claims"),
        (DATA + "claims/<slug:contest>/late.csv", "public.claim_views.late_csv", "late_claims"),
    )

    desk = (
        ("<slug:election_id>/claims/", "desk.pages.claims"),
        ("<slug:election_id>/claims/<slug:contest>/table", "desk.uploads.claim_table"),
        (PROTOCOL + "claim", "desk.pages.claim"),
    )
