"""The page about the interface, in every language."""

from django.urls import path

from hattama.web.open_data.api import page_views

app_name = "api_pages"
urlpatterns = [path("", page_views.documentation, name="documentation")]
