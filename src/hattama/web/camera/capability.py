"""Registers the capability with the kernel."""

from hattama.web.kernel.capability import Capability
from hattama.web.kernel.pages.addresses import PROTOCOL


class Registration(Capability):
    """Photographing the paper, also without a network."""

    desk = (
        ("camera.html", "desk.camera_shell"),
        ("camera-worker.js", "desk.camera_worker"),
        (PROTOCOL + "scan/", "desk.camera"),
    )
