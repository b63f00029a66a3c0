from django.apps import AppConfig


class TrayConfig(AppConfig):
    name = "throughcare.tray"
    label = "tray"
    verbose_name = "Tray"
