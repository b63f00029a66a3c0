from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "throughcare.messaging"
    label = "messaging"
    verbose_name = "Messages"
