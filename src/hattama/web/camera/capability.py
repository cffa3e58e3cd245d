"""Registers the capability with the kernel."""

from django.urls import path

from hattama.web.kernel.capability import Addresses, Capability
from hattama.web.kernel.pages.addresses import PROTOCOL


class Registration(Capability):
    """Photographing the paper, also without a network."""

    def desk(self) -> Addresses:
        from hattama.web.camera import desk

        return [
            path("camera.html", desk.camera_shell, name="camera_shell"),
            path("camera-worker.js", desk.camera_worker, name="camera_worker"),
            path(PROTOCOL + "scan/", desk.camera, name="camera"),
        ]
