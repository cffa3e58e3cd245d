"""Use cases as a Django application, so that management commands are found."""

from django.apps import AppConfig


class UsecasesConfig(AppConfig):
    """What may be done, one verb a file."""

    name = "hattama.web.usecases"
    label = "usecases"

    def ready(self) -> None:
        """Check at every start that each address names its rule; end sessions when a factor is enrolled."""
        from allauth.mfa.signals import authenticator_added
        from django.core.checks import register

        from hattama.web.kernel.accounts.address_rules import check_addresses
        from hattama.web.kernel.accounts.second_factor import end_sessions_without_factor

        register(check_addresses)
        authenticator_added.connect(end_sessions_without_factor)
