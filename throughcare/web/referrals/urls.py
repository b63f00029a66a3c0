"""Addresses of the loop. One address for all steps of a record; drafting has a table of its own."""

from django.urls import path

from . import left, past, views, waiting
from .draft_urls import urlpatterns as drafting

urlpatterns = [
    path("referrals/<uuid:pk>/", views.referral, name="referral"),
    path("referrals/<uuid:pk>/steps/<slug:name>/", views.take_referral_step, name="referral-step"),
    path("referrals/<uuid:pk>/holder/", views.hand_over, name="referral-holder"),
    path("referrals/<uuid:pk>/witnesses/", views.bear_witness, name="witness"),
    path("referrals/<uuid:pk>/attempts/", views.record_attempt, name="attempt"),
    path("referrals/<uuid:pk>/helped/", views.record_helped, name="helped"),
    path("waiting/", waiting.waiting_lists, name="waiting-lists"),
    path("waiting/<uuid:pk>/", waiting.waiting_list, name="waiting-list"),
    path("past-asks/", past.past_asks, name="past-asks"),
    path("left/", left.left_alone, name="left-alone"),
    path("handoffs/<uuid:pk>/", views.handoff, name="handoff"),
    path("handoffs/<uuid:pk>/steps/<slug:name>/", views.take_handoff_step, name="handoff-step"),
    path("handoffs/<uuid:pk>/holder/", views.assign, name="handoff-assign"),
    path("handoffs/<uuid:pk>/messages/", views.write_message, name="handoff-message"),
    path("handoffs/<uuid:pk>/consent/", views.renew, name="handoff-renew"),
    path("handoffs/<uuid:pk>/notes/", views.write_note, name="handoff-note"),
    path("handoffs/<uuid:pk>/visits/", views.book_visit, name="visit-book"),
    path("visits/<uuid:pk>/steps/<slug:name>/", views.take_visit_step, name="visit-step"),
    *drafting,
]
