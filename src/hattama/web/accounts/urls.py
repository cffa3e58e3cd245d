"""Addresses of this capability."""

from django.urls import include, path

SPOKEN = [path("account/", include("hattama.web.accounts.desk.account_urls"))]
