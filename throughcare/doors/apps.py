from django.apps import AppConfig


class DoorsConfig(AppConfig):
    name = "throughcare.doors"
    label = "doors"
    verbose_name = "Doors"
