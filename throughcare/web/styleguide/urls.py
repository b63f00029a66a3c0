from django.urls import path

from throughcare.web.styleguide import views

urlpatterns = [path("", views.show, name="styleguide")]
