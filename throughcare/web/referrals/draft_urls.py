"""Addresses from a need to a sent package."""

from django.urls import path

from . import draft_views as views
from . import papers

urlpatterns = [
    path("clients/<uuid:client_id>/referrals/new/", views.begin, name="draft-new"),
    path("drafts/<uuid:pk>/", views.show, name="draft"),
    path("drafts/<uuid:pk>/need/", views.need, name="draft-need"),
    path("drafts/<uuid:pk>/write/", views.write, name="draft-write"),
    path("drafts/<uuid:pk>/discard/", views.discard, name="draft-discard"),
    path("drafts/<uuid:pk>/services/", views.services, name="draft-services"),
    path("drafts/<uuid:pk>/choose/", views.choose, name="draft-choose"),
    path("papers/<uuid:pk>/", papers.download, name="paper"),
    path("handoffs/<uuid:pk>/sharing/", views.sharing, name="sharing"),
    path("handoffs/<uuid:pk>/send/", views.send, name="handoff-send"),
]
