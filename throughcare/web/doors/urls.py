"""Addresses for partners who will never sign in: all of one link lie under its own, which means nothing."""

from django.urls import path

from . import views

urlpatterns = [
    path("d/<str:token>/", views.door, name="door"),
    path("d/<str:token>/in/", views.enter, name="door-enter"),
    path("d/<str:token>/call/", views.want_call, name="door-call"),
    path("d/<str:token>/new/", views.renew, name="door-renew"),
    path("d/<str:token>/out/", views.leave, name="door-leave"),
    path("d/<str:token>/papers/<uuid:pk>/", views.paper, name="door-paper"),
    path("d/<str:token>/steps/<slug:name>/", views.take_step, name="door-step"),
]
