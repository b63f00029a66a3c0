"""The pages. Being the top floor, it also connects the wiring between capabilities."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "throughcare.web"
    label = "web"

    def ready(self) -> None:
        import throughcare.reactions  # noqa: F401  models must be ready first
