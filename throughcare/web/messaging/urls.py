"""Where the gateway of texts calls back."""

from django.urls import path

from . import gateway

urlpatterns = [
    path("gateway/receipts/", gateway.take_receipt, name="gateway-receipts"),
    path("gateway/texts/", gateway.take_text, name="gateway-texts"),
]
