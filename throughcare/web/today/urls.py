"""The address of today's list. What is asked is posted, so that no name stands in an address, a history or a log."""

from django.urls import path

from . import views

urlpatterns = [path("today/", views.today, name="today")]
