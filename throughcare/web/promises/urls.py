"""The address of one's own promises."""

from django.urls import path

from . import views

urlpatterns = [path("promises/", views.promises, name="promises")]
