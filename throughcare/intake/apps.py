from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "throughcare.intake"
    label = "intake"
    verbose_name = "Intake"
