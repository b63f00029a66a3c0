from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "throughcare.foundation.audit"
    label = "audit"
