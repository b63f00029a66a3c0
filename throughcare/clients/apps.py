from django.apps import AppConfig


class ClientsConfig(AppConfig):
    name = "throughcare.clients"
    label = "clients"
    verbose_name = "The people we care for"
