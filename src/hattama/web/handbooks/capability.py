"""Registers the capability with the kernel."""

from hattama.web.kernel.capability import Capability


class Registration(Capability):
    """What citizens, commissions, observers and journalists do with this site, as handbooks of the site."""

    provides = (("page_help", "reading.page_help"),)

    pages = (
        ("help/", "public.handbooks"),
        ("help/<slug:book>/", "public.handbook"),
    )
