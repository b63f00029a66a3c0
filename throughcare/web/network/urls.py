"""/directory/…"""

from django.urls import path

from throughcare.web.network import views

urlpatterns = [
    path("directory/", views.directory, name="directory"),
    path("directory/services/<uuid:pk>/", views.service, name="service"),
    path("directory/services/<uuid:pk>/verified/", views.verify, name="verify_service"),
]
