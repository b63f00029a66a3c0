"""Addresses of screens."""

from django.urls import path

from . import views

urlpatterns = [
    path("clients/<uuid:client_id>/screens/<slug:instrument>/", views.take, name="screen-take"),
    path("screens/<uuid:pk>/", views.show, name="screen"),
]
