"""Registers the capability with the kernel."""

from hattama.web.kernel.capability import Capability


class Registration(Capability):
    """A precinct without a network: signed statements that arrive later."""

    provides = (
        ("waits_for_entry", "accept_statement.some_held"),
        ("entered", "accept_statement.release_held"),
        ("entry_page", "desk.entry_page_words"),
    )

    desk = (
        ("offline.html", "desk.offline_shell"),
        ("offline", "desk.offline"),
        ("offline/kit", "desk.kit", "offline_kit"),
        ("offline/keys", "desk.keys", "offline_keys"),
        ("offline/keys/<slug:key_id>", "desk.end_key", "offline_end_key"),
        ("offline/statements", "desk.statements", "offline_statements"),
        ("offline/upload", "desk.upload", "offline_upload"),
    )
