"""Registers the capability with the kernel."""

from django.urls import path

from hattama.web.kernel.capability import Addresses, Capability
from hattama.web.kernel.pages.addresses import PROTOCOL


class Registration(Capability):
    """Photographing the paper, also without a network."""

    def desk(self) -> Addresses:
        from hattama.web.camera.desk import camera_views

        return [
            path("camera.html", camera_views.camera_shell, name="camera_shell"),
            path("camera-worker.js", camera_views.camera_worker, name="camera_worker"),
            path(PROTOCOL + "scan/", camera_views.camera, name="camera"),
        ]
