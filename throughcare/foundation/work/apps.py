from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "throughcare.foundation.work"
    label = "work"
