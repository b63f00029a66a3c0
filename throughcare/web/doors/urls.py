"""Addresses of links. For partners who will never sign in all of one link lie under its own, which means nothing."""

from django.urls import path

from . import staff_views, views

urlpatterns = [
    path("d/<str:token>/", views.door, name="door"),
    path("d/<str:token>/in/", views.enter, name="door-enter"),
    path("d/<str:token>/call/", views.want_call, name="door-call"),
    path("d/<str:token>/new/", views.renew, name="door-renew"),
    path("d/<str:token>/out/", views.leave, name="door-leave"),
    path("d/<str:token>/papers/<uuid:pk>/", views.paper, name="door-paper"),
    path("d/<str:token>/steps/<slug:name>/", views.take_step, name="door-step"),
    path("handoffs/<uuid:pk>/links/", staff_views.links, {"kind": "handoff"}, name="handoff-links"),
    path("handoffs/<uuid:pk>/passphrase/", staff_views.passphrase, name="passphrase"),
    path("inquiries/<uuid:pk>/links/", staff_views.links, {"kind": "inquiry"}, name="inquiry-links"),
    path("directory/services/<uuid:pk>/links/", staff_views.links, {"kind": "service"}, name="service-links"),
    path("burden/", staff_views.burden, name="burden"),
    path("links/<uuid:pk>/revoke/", staff_views.revoke, name="link-revoke"),
    path("links/<uuid:pk>/again/", staff_views.open_again, name="link-again"),
    path("links/<uuid:pk>/called/", staff_views.called, name="link-called"),
    path("links/<uuid:pk>/sheet/", staff_views.sheet, name="link-sheet"),
]
