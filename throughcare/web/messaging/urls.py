"""Messages of one client, and where the gateway of texts calls back."""

from django.urls import path

from . import gateway, views

urlpatterns = [
    path("clients/<uuid:pk>/messages/", views.show, name="client-messages"),
    path("clients/<uuid:pk>/messages/opt-in/", views.opt_in, name="client-opt-in"),
    path("clients/<uuid:pk>/messages/opt-in/<uuid:route_id>/end/", views.opt_out, name="client-opt-out"),
    path("clients/<uuid:pk>/messages/write/", views.write, name="client-write"),
    path("gateway/receipts/", gateway.take_receipt, name="gateway-receipts"),
    path("gateway/texts/", gateway.take_text, name="gateway-texts"),
]
