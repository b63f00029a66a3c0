from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "throughcare.accounts"
    label = "accounts"
    verbose_name = "People who work here"
