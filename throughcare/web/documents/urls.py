"""Addresses of what leaves on paper."""

from django.urls import path

from . import views

urlpatterns = [
    path("handoffs/<uuid:pk>/paper/", views.copies, {"kind": "handoff"}, name="handoff-copies"),
    path("inquiries/<uuid:pk>/paper/", views.copies, {"kind": "inquiry"}, name="inquiry-copies"),
    path("copies/<uuid:pk>/ask.pdf", views.ask_pdf, name="copy-pdf"),
    path("copies/<uuid:pk>/delivery/", views.say_delivered, name="copy-delivery"),
]
