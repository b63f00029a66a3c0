"""/directory/…"""

from django.urls import path

from throughcare.web.network import our_network, own, views

urlpatterns = [
    path("directory/", views.directory, name="directory"),
    path("directory/services/<uuid:pk>/", views.service, name="service"),
    path("our-network/", our_network.our_network, name="our-network"),
    path("our-network/<uuid:pk>/<slug:verb>/", our_network.keep, name="network-keep"),
    path("our-network/services/<uuid:pk>/answer/", our_network.answer_claim, name="claim-answer"),
    path("our-services/new/", own.list_own, name="list-service"),
    path("our-services/<uuid:pk>/listing/", own.list_own, name="change-listing"),
    path("our-services/", views.our_services, name="our-services"),
    path("directory/services/<uuid:pk>/ours/", views.claim, name="claim-service"),
    path("directory/services/<uuid:pk>/close/", views.close, name="close-service"),
    path("directory/services/<uuid:pk>/open/", views.open_again, name="open-service"),
    path("directory/services/<uuid:pk>/external/", views.manage_externally, name="manage-externally"),
    path("directory/services/<uuid:pk>/answers/", views.answer_again, name="answer-again"),
    path("directory/services/<uuid:pk>/room/", views.say_room, name="say-room"),
    path("directory/services/<uuid:pk>/verified/", views.verify, name="verify_service"),
    path("directory/words/<uuid:pk>/", views.see_to_word, name="listing-word"),
]
