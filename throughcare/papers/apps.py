from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "throughcare.papers"
    label = "papers"
    verbose_name = "Papers"
