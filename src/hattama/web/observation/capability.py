"""Registers the capability with the kernel."""

from django.urls import path

from hattama.web.kernel.capability import Addresses, Capability
from hattama.web.kernel.pages.addresses import DATA, ELECTION

FIELD = "field/<str:token>/"
"""The address that an observer's telephone is given. Its parts behind are OpenRosa's, letter for letter."""


class Registration(Capability):
    """Observers in the field: their organisations, forms, plan, and what they sent."""

    tables = ("tables",)
    only_growing = ("sent_form", "sent_file", "sent_review", "received_message", "chosen_answer")
    provides = (("desk_news", "desk.pages.news_block"),)

    def pages(self) -> Addresses:
        from hattama.web.observation import public

        return [path(ELECTION + "observation/", public.observation, name="observation")]

    def files(self) -> Addresses:
        from hattama.web.observation import api, public
        from hattama.web.observation.field import openrosa, phone, sms

        service = FIELD + "observed/<number:pk>.svc/"
        form = FIELD + "forms/<number:number>"
        return [
            path("field/page.html", phone.page, name="observer_shell"),
            path("field/worker.js", phone.worker, name="observer_worker"),
            path(FIELD, phone.page, name="observer_page"),
            path(FIELD + "app.webmanifest", phone.manifest, name="observer_app"),
            path(FIELD + "formList", openrosa.form_list, name="field_forms"),
            path(FIELD + "submission", openrosa.submission, name="field_submission"),
            path(FIELD + "sms", sms.message, name="gateway_message"),
            path(form + ".xml", openrosa.form_xml, name="field_form"),
            path(form + "/manifest", openrosa.manifest, name="field_manifest"),
            path(form + "/files/<sha256:sha256>", openrosa.form_file, name="field_file"),
            path(service, api.service, name="field_service"),
            path(service + "$metadata", api.metadata, name="field_columns"),
            path(service + "Submissions", api.submissions, name="field_rows"),
            path(DATA + "observed/<sha256:sha256>.csv", public.published_set, name="published_set"),
            path(DATA + "observed/<sha256:sha256>.json", public.published_summary, name="published_summary"),
        ]

    def desk(self) -> Addresses:
        """Where organisations arrange and look."""
        from hattama.web.observation.desk import arranging, exports, pages, together

        home = "<slug:election_id>/observation/<slug:organisation>/"
        sent = home + "sent/<number:pk>"
        return [
            path("<slug:election_id>/observation/", pages.organisations, name="organisations"),
            path(home + "forms/", arranging.forms, name="organisation_forms"),
            path(home + "forms/<number:pk>/withdraw", arranging.withdraw, name="withdraw_form"),
            path(home + "forms/<number:pk>/publish", arranging.publish, name="publish_sent"),
            path(home + "forms/<number:pk>/sent.<slug:kind>", exports.sent_table, name="sent_table"),
            path(home + "conflicts/", together.conflicts, name="observer_conflicts"),
            path(home + "partners/", together.partners, name="observer_partners"),
            path(home + "observers/", arranging.observers, name="organisation_observers"),
            path(home + "observers/sheets", arranging.sheets, name="observer_sheets"),
            path(home + "observers/revoke", arranging.revoke, name="revoke_token"),
            path(home + "plan/", arranging.plan, name="organisation_plan"),
            path(home + "plan/call-list.csv", arranging.call_list, name="call_list"),
            path(home + "messages/", pages.messages, name="organisation_messages"),
            path(home + "sent/", pages.sent_forms, name="sent_forms"),
            path(sent + "/", pages.sent_form, name="sent_form"),
            path(sent + "/files/<sha256:sha256>", pages.sent_file, name="sent_file"),
        ]
