"""Addresses of risk signals."""

from django.urls import path

from . import views

urlpatterns = [
    path("signals/<uuid:pk>/", views.show, name="signal"),
    path("signals/<uuid:pk>/steps/<slug:name>/", views.take_step, name="signal-step"),
]
