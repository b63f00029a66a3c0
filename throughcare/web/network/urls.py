"""/directory/…"""

from django.urls import path

from throughcare.web.network import views

urlpatterns = [
    path("directory/", views.directory, name="directory"),
    path("directory/services/<uuid:pk>/", views.service, name="service"),
    path("our-services/", views.our_services, name="our-services"),
    path("directory/services/<uuid:pk>/close/", views.close, name="close-service"),
    path("directory/services/<uuid:pk>/open/", views.open_again, name="open-service"),
    path("directory/services/<uuid:pk>/room/", views.say_room, name="say-room"),
    path("directory/services/<uuid:pk>/verified/", views.verify, name="verify_service"),
    path("directory/words/<uuid:pk>/", views.see_to_word, name="listing-word"),
]
