"""Addresses of the call sheets."""

from django.urls import path

from . import views

urlpatterns = [
    path("calls/", views.calls, name="calls"),
    path("calls/<uuid:pk>/", views.record, name="call"),
    path("calls/<uuid:pk>/booked/", views.record_booked, name="call-booked"),
]
