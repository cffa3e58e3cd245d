"""Registers the capability with the kernel."""

from hattama.web.kernel.capability import Capability
from hattama.web.kernel.pages.addresses import DATA, ELECTION

FIELD = "field/<str:token>/"
"""The address that an observer's telephone is given. Its parts behind are OpenRosa's, letter for letter."""


_SERVICE = FIELD + "observed/<number:pk>.svc/"
_FORM = FIELD + "forms/<number:number>"
_HOME = "<slug:election_id>/observation/<slug:organisation>/"
_SENT = _HOME + "sent/<number:pk>"


class Registration(Capability):
    """Observers in the field: their organisations, forms, plan, and what they sent."""

    only_growing = (
        "sent_form",
        "sent_form_place",
        "sent_file",
        "sent_review",
        "received_message",
        "chosen_answer",
    )
    provides = (("desk_news", "desk.pages.news_block"),)

    pages = ((ELECTION + "observation/", "public.observation"),)

    files = (
        ("field/page.html", "field.phone.page", "observer_shell"),
        ("field/worker.js", "field.phone.worker", "observer_worker"),
        (FIELD, "field.phone.page", "observer_page"),
        (FIELD + "app.webmanifest", "field.phone.manifest", "observer_app"),
        (FIELD + "formList", "field.openrosa.form_list", "field_forms"),
        (FIELD + "submission", "field.openrosa.submission", "field_submission"),
        (FIELD + "sms", "field.sms.message", "gateway_message"),
        (_FORM + ".xml", "field.openrosa.form_xml", "field_form"),
        (_FORM + "/manifest", "field.openrosa.manifest", "field_manifest"),
        (_FORM + "/files/<sha256:sha256>", "field.openrosa.form_file", "field_file"),
        (_SERVICE, "api.service", "field_service"),
        (_SERVICE + "$metadata", "api.metadata", "field_columns"),
        (_SERVICE + "Submissions", "api.submissions", "field_rows"),
        (DATA + "observed/<sha256:sha256>.csv", "public.published_set"),
        (DATA + "observed/<sha256:sha256>.json", "public.published_summary"),
    )

    desk = (
        ("<slug:election_id>/observation/", "desk.pages.organisations"),
        (_HOME + "forms/", "desk.arranging.forms", "organisation_forms"),
        (_HOME + "forms/<number:pk>/withdraw", "desk.arranging.withdraw", "withdraw_form"),
        (_HOME + "forms/<number:pk>/publish", "desk.arranging.publish", "publish_sent"),
        (_HOME + "forms/<number:pk>/sent.<slug:kind>", "desk.exports.sent_table"),
        (_HOME + "conflicts/", "desk.together.conflicts", "observer_conflicts"),
        (_HOME + "partners/", "desk.together.partners", "observer_partners"),
        (_HOME + "observers/", "desk.arranging.observers", "organisation_observers"),
        (_HOME + "observers/sheets", "desk.arranging.sheets", "observer_sheets"),
        (_HOME + "observers/revoke", "desk.arranging.revoke", "revoke_token"),
        (_HOME + "plan/", "desk.arranging.plan", "organisation_plan"),
        (_HOME + "plan/call-list.csv", "desk.arranging.call_list"),
        (_HOME + "messages/", "desk.pages.messages", "organisation_messages"),
        (_HOME + "sent/", "desk.pages.sent_forms"),
        (_HOME + "sent/places", "desk.pages.place_forms"),
        (_SENT + "/", "desk.pages.sent_form"),
        (_SENT + "/place", "desk.pages.place_form"),
        (_SENT + "/files/<sha256:sha256>", "desk.pages.sent_file"),
    )
