from django.apps import AppConfig


class ClocksConfig(AppConfig):
    name = "throughcare.foundation.clocks"
    label = "clocks"
