"""Registers the capability with the kernel."""

from hattama.web.kernel.capability import Capability


class Registration(Capability):
    """The law as norms: a page for each."""

    pages = (
        ("norms/", "public.views.norms"),
        ("norms/<slug:law_id>/", "public.views.law"),
        ("norms/<slug:law_id>/<path:place>/", "public.views.norm"),
    )

    files = (("data/norms.csv", "public.views.norms_csv"),)
