"""Addresses of what came in on paper."""

from django.urls import path

from . import views

urlpatterns = [
    path("tray/", views.tray, name="tray"),
    path("tray/<uuid:pk>/", views.show, name="arrival"),
    path("tray/<uuid:pk>/pages/<int:number>.png", views.scan, name="arrival-page"),
    path("tray/<uuid:pk>/original/", views.original, name="arrival-original"),
    path("tray/<uuid:pk>/match/", views.match, name="arrival-match"),
    path("tray/<uuid:pk>/aside/", views.leave_out, name="arrival-aside"),
    path("tray/<uuid:pk>/desk/", views.pass_on, name="arrival-desk"),
    path("tray/<uuid:pk>/typed/", views.typed, name="arrival-typed"),
    path("tray/<uuid:pk>/steps/<slug:name>/", views.take_step, name="arrival-step"),
]
