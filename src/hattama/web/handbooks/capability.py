"""Registers the capability with the kernel."""

from django.urls import path

from hattama.web.kernel.capability import Addresses, Capability


class Registration(Capability):
    """What citizens, commissions, observers and journalists do with this site, as handbooks of the site."""

    provides = (("page_help", "reading.page_help"),)

    def pages(self) -> Addresses:
        from hattama.web.handbooks import public

        return [
            path("help/", public.handbooks, name="handbooks"),
            path("help/<slug:book>/", public.handbook, name="handbook"),
        ]
