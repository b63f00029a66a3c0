"""The address of the work list: the first page of everybody's day."""

from django.urls import path

from . import saved, views

urlpatterns = [
    path("", views.worklist, name="worklist"),
    path("views/", saved.save, name="save-view"),
    path("views/<uuid:pk>/<slug:name>/", saved.change, name="change-view"),
]
