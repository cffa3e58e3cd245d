"""Registers the capability with the kernel."""

from django.urls import path

from hattama.web.kernel.capability import Addresses, Capability


class Registration(Capability):
    """A precinct without a network: signed statements that arrive later."""

    tables = ("tables",)
    provides = (
        ("entered", "accept_statement.release_held"),
        ("entry_page", "desk.entry_page_words"),
    )

    def desk(self) -> Addresses:
        from hattama.web.offline import desk as offline_views

        return [
            path("offline.html", offline_views.offline_shell, name="offline_shell"),
            path("offline", offline_views.offline, name="offline"),
            path("offline/kit", offline_views.kit, name="offline_kit"),
            path("offline/keys", offline_views.keys, name="offline_keys"),
            path("offline/keys/<slug:key_id>", offline_views.end_key, name="offline_end_key"),
            path("offline/statements", offline_views.statements, name="offline_statements"),
            path("offline/upload", offline_views.upload, name="offline_upload"),
        ]
