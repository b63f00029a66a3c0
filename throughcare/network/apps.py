from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "throughcare.network"
    label = "network"
    verbose_name = "The directory"
