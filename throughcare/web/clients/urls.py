"""Addresses of clients. No name and no clinical word stands in them."""

from django.urls import path

from . import correcting, merging, views

urlpatterns = [
    path("clients/", views.find_clients, name="clients"),
    path("clients/new/", views.register, name="client-new"),
    path("clients/<uuid:pk>/", views.show, name="client"),
    path("clients/<uuid:pk>/correct/", correcting.correct, name="client-correct"),
    path("clients/<uuid:pk>/routes/<uuid:route_id>/", correcting.correct_route, name="client-route-correct"),
    path(
        "clients/<uuid:pk>/decision-makers/<uuid:maker_id>/",
        correcting.correct_decision_maker,
        name="decision-maker-correct",
    ),
    path("clients/<uuid:pk>/routes/", views.add_route, name="client-route"),
    path("clients/<uuid:pk>/decision-makers/", views.add_decision_maker, name="client-decision-maker"),
    path("clients/<uuid:pk>/consents/<uuid:basis_id>/withdraw/", views.withdraw, name="consent-withdraw"),
    path("clients/<uuid:pk>/situation/", views.change_situation, name="client-situation"),
    path("clients/<uuid:pk>/merge/<uuid:other_id>/", merging.merge, name="client-merge"),
    path("clients/<uuid:pk>/merge/<uuid:other_id>/undo/", merging.undo, name="client-merge-undo"),
    path("clients/<uuid:pk>/coverage/lost/", views.lose_coverage, name="client-lose-coverage"),
    path("clients/<uuid:pk>/coverage/", views.settle_coverage, name="client-settle-coverage"),
    path("clients/<uuid:pk>/medicine/", views.change_medicine, name="client-medicine"),
]
