"""Addresses at which administrators keep accounts and roles."""

from django.urls import path

from hattama.web.accounts.desk import read_views, rights_views

app_name = "rights"
urlpatterns = [
    path("", rights_views.elections, name="elections"),
    path("<slug:election_id>/", rights_views.people, name="people"),
    path("<slug:election_id>/give", rights_views.give, name="give"),
    path("<slug:election_id>/take", rights_views.take, name="take"),
    path("<slug:election_id>/account", rights_views.account, name="account"),
    path("<slug:election_id>/settings", rights_views.settings, name="settings"),
    path("<slug:election_id>/changes", rights_views.changes, name="changes"),
    path("<slug:election_id>/reads", read_views.reads, name="reads"),
]
