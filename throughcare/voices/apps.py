from django.apps import AppConfig


class VoicesConfig(AppConfig):
    name = "throughcare.voices"
    label = "voices"
    verbose_name = "Voices"
