"""Every address of the pages."""

from django.http import HttpResponse
from django.urls import include, path


def health(request):
    """For load balancers: the process answers. Nothing is told about anything."""
    return HttpResponse("ok", content_type="text/plain")


urlpatterns = [
    path("", include("throughcare.web.work.urls")),
    path("", include("throughcare.web.clients.urls")),
    path("", include("throughcare.web.network.urls")),
    path("", include("throughcare.web.screening.urls")),
    path("", include("throughcare.web.referrals.urls")),
    path("", include("throughcare.web.inquiries.urls")),
    path("", include("throughcare.web.crisis.urls")),
    path("", include("throughcare.web.today.urls")),
    path("", include("throughcare.web.calls.urls")),
    path("", include("throughcare.web.handover.urls")),
    path("", include("throughcare.web.help.urls")),
    path("", include("throughcare.web.doors.urls")),
    path("", include("throughcare.web.documents.urls")),
    path("", include("throughcare.web.tray.urls")),
    path("", include("throughcare.web.mypage.urls")),
    path("", include("throughcare.web.messaging.urls")),
    path("", include("throughcare.web.promises.urls")),
    path("", include("throughcare.web.identities.urls")),
    path("", include("throughcare.web.accounts.urls")),
    path("styleguide/", include("throughcare.web.styleguide.urls")),
    path("health/", health, name="health"),
]
