from django.urls import include, path

from . import views
from .digest import digest

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("demo/sign-in/", views.step_in, name="demo-sign-in"),  # 404 but in the demonstration
    path("organizations/", views.organizations, name="organizations"),
    path("invitations/<uuid:pk>/", views.answer_invitation, name="invitation-answer"),
    path("notices/", views.notices, name="notices"),
    path("digest/", digest, name="digest"),
    path("availability/", views.availability, name="availability"),
    path("availability/<uuid:pk>/", views.availability, name="availability-of"),
    path("administration/", views.administration, name="administration"),
    path("administration/people/", views.invite, name="member-invite"),
    path("administration/invitations/<uuid:pk>/withdraw/", views.withdraw_invitation, name="invitation-withdraw"),
    path("administration/people/<uuid:pk>/roles/", views.change_roles, name="member-roles"),
    path("administration/people/<uuid:pk>/end/", views.end_access, name="member-end"),
    path("administration/desks/", views.open_desk, name="desk-open"),
    path("administration/desks/<uuid:pk>/lead/", views.lead_desk, name="desk-lead"),
    path("administration/desks/<uuid:pk>/staffed/", views.staff_desk, name="desk-staffed"),
    path("administration/public-page/", views.open_public_page, name="public-page"),
    path("administration/policy/", views.choose_policy, name="policy-choose"),
]
