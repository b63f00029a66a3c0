from django.apps import AppConfig


class IdentitiesConfig(AppConfig):
    name = "throughcare.identities"
    label = "identities"
    verbose_name = "Identities"
