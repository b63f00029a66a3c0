"""The addresses of a network's data stewards, and of the lead who names them."""

from django.urls import path

from . import views

urlpatterns = [
    path("same-person/", views.matches, name="matches"),
    path("same-person/<uuid:pk>/", views.show, name="match"),
    path("same-person/<uuid:pk>/steps/<str:name>/", views.take_step, name="match-step"),
    path("stewards/", views.stewards, name="stewards"),
    path("stewards/<uuid:pk>/end/", views.end_stewardship, name="steward-end"),
]
