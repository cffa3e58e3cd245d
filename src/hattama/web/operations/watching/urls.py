"""Addresses for programs that watch the site; the same in every language."""

from django.urls import path

from hattama.web.operations.watching import views

app_name = "watching"
urlpatterns = [
    path("health/live", views.live, name="live"),
    path("health/ready", views.ready, name="ready"),
    path("metrics", views.metrics, name="metrics"),
]
