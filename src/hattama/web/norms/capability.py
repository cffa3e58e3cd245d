"""Registers the capability with the kernel."""

from django.urls import path

from hattama.web.kernel.capability import Addresses, Capability


class Registration(Capability):
    """The law as norms: a page for each."""

    def pages(self) -> Addresses:
        from hattama.web.norms.public import views

        return [
            path("norms/", views.norms, name="norms"),
            path("norms/<slug:law_id>/", views.law, name="law"),
            path("norms/<slug:law_id>/<path:place>/", views.norm, name="norm"),
        ]
