"""Addresses of this capability."""

from django.urls import path

from hattama.web.offline.desk import views as offline_views

DESK = [
    path("offline.html", offline_views.offline_shell, name="offline_shell"),
    path("offline", offline_views.offline, name="offline"),
    path("offline/kit", offline_views.kit, name="offline_kit"),
    path("offline/keys", offline_views.keys, name="offline_keys"),
    path("offline/keys/<slug:key_id>", offline_views.end_key, name="offline_end_key"),
    path("offline/statements", offline_views.statements, name="offline_statements"),
    path("offline/upload", offline_views.upload, name="offline_upload"),
]
