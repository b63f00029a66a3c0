"""The address of the work list: the first page of everybody's day."""

from django.urls import path

from . import views

urlpatterns = [path("", views.worklist, name="worklist")]
