"""Addresses of the call sheets."""

from django.urls import path

from . import external_views, script_views, views

urlpatterns = [
    path("calls/", views.calls, name="calls"),
    path("calls/<uuid:pk>/", views.record, name="call"),
    path("handoffs/<uuid:pk>/call/", script_views.call_service, name="handoff-call"),
    path("handoffs/<uuid:pk>/call/client/", script_views.call_client, name="handoff-call-client"),
    path("inquiries/<uuid:pk>/call/", script_views.call_about_inquiry, name="inquiry-call"),
    path("directory/services/<uuid:pk>/call/", script_views.call_about_listing, name="service-call"),
    path("calls/places/", external_views.places, name="external"),
    path("calls/places/<uuid:pk>/", external_views.call, name="external-call"),
    path("calls/<uuid:pk>/booked/", views.record_booked, name="call-booked"),
]
