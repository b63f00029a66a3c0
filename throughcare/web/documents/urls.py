"""Addresses of what leaves on paper."""

from django.urls import path

from . import views

urlpatterns = [
    path("handoffs/<uuid:pk>/paper/", views.copies, {"kind": "handoff"}, name="handoff-copies"),
    path("inquiries/<uuid:pk>/paper/", views.copies, {"kind": "inquiry"}, name="inquiry-copies"),
    path("handoffs/<uuid:pk>/reply/", views.copies, {"kind": "reply"}, name="reply-copies"),
    path("copies/<uuid:pk>/ask.pdf", views.copy_pdf, {"name": "ask"}, name="copy-pdf"),
    path("copies/<uuid:pk>/reply.pdf", views.copy_pdf, {"name": "reply"}, name="reply-pdf"),
    path("copies/<uuid:pk>/fax/", views.send_by_fax, name="copy-fax"),
    path("copies/<uuid:pk>/delivery/", views.say_delivered, name="copy-delivery"),
]
