from django.apps import AppConfig


class CrisisConfig(AppConfig):
    name = "throughcare.crisis"
    label = "crisis"
