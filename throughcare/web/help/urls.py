"""Addresses at which anybody may ask for help, and those at which a desk answers them."""

from django.urls import path

from . import desk_views, views

urlpatterns = [
    path("help/", views.start, name="help-nowhere"),
    path("help/<str:network>/", views.start, name="help"),
    path("help/<str:network>/<str:about>/", views.ask, name="help-ask"),
    path("help-requests/", desk_views.everybody, name="help-requests"),
    path("help-requests/<uuid:pk>/", desk_views.show, name="help_request"),
    path("help-requests/<uuid:pk>/steps/<slug:name>/", desk_views.take_step, name="help-request-step"),
]
