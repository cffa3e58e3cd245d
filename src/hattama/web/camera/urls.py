"""Addresses of this capability."""

from django.urls import path

from hattama.web.camera.desk import camera_views
from hattama.web.kernel.pages.addresses import PROTOCOL

DESK = [
    path("camera.html", camera_views.camera_shell, name="camera_shell"),
    path("camera-worker.js", camera_views.camera_worker, name="camera_worker"),
    path(PROTOCOL + "scan/", camera_views.camera, name="camera"),
]
