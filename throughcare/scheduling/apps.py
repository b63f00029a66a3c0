from django.apps import AppConfig


class SchedulingConfig(AppConfig):
    name = "throughcare.scheduling"
    label = "scheduling"
    verbose_name = "Visits"
