from django.apps import AppConfig


class InquiriesConfig(AppConfig):
    name = "throughcare.inquiries"
    label = "inquiries"
    verbose_name = "Inquiries"
