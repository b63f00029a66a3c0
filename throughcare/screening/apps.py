from django.apps import AppConfig


class ScreeningConfig(AppConfig):
    name = "throughcare.screening"
    label = "screening"
