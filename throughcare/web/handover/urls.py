"""Addresses of handing over: what was handed to somebody, and what they hand over themselves."""

from django.urls import path

from . import views

urlpatterns = [
    path("handed/", views.handed, name="handed"),
    path("handed/<uuid:pk>/<slug:name>/", views.answer, name="answer-offer"),
    path("hand-over/", views.hand_over, name="hand-over"),
    path("hand-over/picked/", views.hand_over_picked, name="hand-over-picked"),
]
