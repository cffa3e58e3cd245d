"""The public face as a Django application."""

from django.apps import AppConfig


class PublicConfig(AppConfig):
    """Views, forms and templates of the public face."""

    name = "hattama.web.public"
    label = "public"
