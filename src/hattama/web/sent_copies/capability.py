"""Registers the capability with the kernel."""

from hattama.web.kernel.capability import Capability
from hattama.web.kernel.pages.addresses import AREA, ELECTION


class Registration(Capability):
    """Copies of protocols that people without an account send to a civic count."""

    only_growing = ("copy_reception", "sent_copy", "copy_step")
    provides = (
        ("shapes_pages", "reading.last_reception"),
        ("source_of_scan", "reading.source_of_scan"),
        ("desk_news", "desk.news_block"),
    )

    pages = (
        (ELECTION + "send/", "public.send"),
        (ELECTION + "sent/", "public.sent"),
        (AREA + "send/<slug:contest>/", "public.send_copy", "send_copy"),
    )

    desk = (
        ("<slug:election_id>/sent-copies/", "desk.sent_copies"),
        ("<slug:election_id>/sent-copies/reception/", "desk.copy_reception"),
        ("<slug:election_id>/sent-copies/<number:number>/", "desk.sent_copy"),
        ("<slug:election_id>/sent-copies/<number:number>/photo", "desk.sent_photo", "sent_copy_photo"),
    )
