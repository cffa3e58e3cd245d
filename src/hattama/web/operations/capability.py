"""Registers the capability with the kernel."""

from django.urls import include, path

from hattama.web.kernel.capability import Addresses, Capability


class Registration(Capability):
    """Keeping the site: settings, doctor, watching, backups, static copy."""

    desk = (("site/state/", "desk.site_state"),)

    def root(self) -> Addresses:
        from hattama.web.operations.watching import views

        for_programs = [
            path("health/live", views.live, name="live"),
            path("health/ready", views.ready, name="ready"),
            path("metrics", views.metrics, name="metrics"),
        ]
        return [path("", include((for_programs, "watching")))]
