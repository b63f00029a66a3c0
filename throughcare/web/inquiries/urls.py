"""Addresses of questions without a name. One address for all steps of an inquiry."""

from django.urls import path

from . import views

urlpatterns = [
    path("referrals/<uuid:pk>/inquiries/new/", views.ask, name="inquire"),
    path("referrals/<uuid:pk>/inquiries/", views.answers, name="inquiries"),
    path("inquiries/<uuid:pk>/", views.show, name="inquiry"),
    path("inquiries/<uuid:pk>/steps/<slug:name>/", views.take_step, name="inquiry-step"),
]
