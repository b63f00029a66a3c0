"""Sign-in of the demonstration, choosing an organization, and the administration's pages."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from throughcare.accounts import actions, queries
from throughcare.accounts.roles import Role
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.clocks import queries as clocks
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.web.find import found
from throughcare.web.respond import page

from . import pages
from .forms import Availability, Invitation, NewDesk, Policy, PublicPage, Roles, Staffed
from .notices import notices_page

UNPROCESSABLE = 422
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@require_POST
def step_in(request):
    """One click to be somebody of the cast. Its address exists in the demonstration only."""
    if not settings.DEMO or settings.PRODUCTION:
        raise Http404
    membership = found(queries.membership_by_email(request.POST.get("as", "")))
    login(request, membership.person, backend=BACKEND)
    request.session["organization"] = str(membership.org_id)
    audit.signed_in(membership.person_id, at=timezone.now())
    return redirect("worklist")


@require_http_methods(["GET", "POST"])
def organizations(request):
    memberships = list(queries.memberships_of(request.user))
    if request.method == "POST":
        chosen = next((m for m in memberships if str(m.org_id) == request.POST.get("organization")), None)
        request.session["organization"] = str(found(chosen).org_id)
        return redirect("worklist")
    invitations = pages.invitations(request.user)
    return render(request, "accounts/organizations.html", {"memberships": memberships, "invitations": invitations})


@login_required
@require_POST
def answer_invitation(request, pk: UUID):
    """By the person themselves, whatever they act for, and also where they act for nobody."""
    found(next((each for each in queries.invitations_to(request.user) if each.pk == pk), None))
    says_yes = request.POST.get("answer") == "yes"
    verb = actions.accept_invitation if says_yes else actions.decline_invitation
    try:
        verb(pk, person_id=request.user.pk, at=timezone.now())
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "You work for them too. Choose them here." if says_yes else "You said no. Kept.")
    return redirect("organizations")


def show(request, *, status: int = 200, **context):
    if not request.actor.has(Role.ADMINISTRATOR):
        raise Http404
    return page(
        request, "accounts/administration.html", "people", pages.administration(request.actor, **context), status
    )


def act(request, verb, **arguments):
    """One verb of accounts, then the page; refused: the same page with the reason."""
    try:
        verb(actor=request.actor, at=timezone.now(), **arguments)
    except NotAllowed as refusal:
        return show(request, refusal=refusal, status=UNPROCESSABLE)
    return show(request) if request.htmx else redirect("administration")


@require_GET
def administration(request):
    return show(request)


@require_POST
def invite(request):
    form = Invitation(request.POST, desks=queries.desks(request.actor))
    if not form.is_valid():
        return show(request, invitation=form, status=UNPROCESSABLE)
    said = form.cleaned_data
    desk = queries.desk(UUID(said["desk"])) if said["desk"] else None
    return act(
        request, actions.invite, name=said["name"], email=said["email"], password=said["password"], roles=said["roles"],
        desk=desk,
    )  # fmt: skip


@require_POST
def withdraw_invitation(request, pk: UUID):
    found(next((each for each in queries.invitations_from(request.actor) if each.pk == pk), None))
    return act(request, actions.withdraw_invitation, invitation_id=pk)


@require_POST
def change_roles(request, pk: UUID):
    member = found(queries.member(request.actor, pk))
    form = Roles(request.POST, desks=queries.desks(request.actor))
    if not form.is_valid():
        return show(request, refusal="Choose at least one role.", status=UNPROCESSABLE)
    desk_id = UUID(form.cleaned_data["desk"]) if form.cleaned_data["desk"] else None
    return act(request, actions.change_roles, membership=member, roles=form.cleaned_data["roles"], desk_id=desk_id)


@require_POST
def end_access(request, pk: UUID):
    return act(request, actions.end_access, membership_id=found(queries.member(request.actor, pk)).pk)


@require_POST
def open_desk(request):
    form = NewDesk(request.POST)
    if not form.is_valid():
        return show(request, refusal="Give the desk a name of at most 200 letters.", status=UNPROCESSABLE)
    return act(request, actions.open_desk, name=form.cleaned_data["name"])


@require_POST
def lead_desk(request, pk: UUID):
    desk = desk_of(request, pk)
    lead = found(queries.member(request.actor, as_uuid(request.POST.get("lead", ""))))
    return act(request, actions.lead_desk, desk=desk, membership=lead)


@require_POST
def staff_desk(request, pk: UUID):
    desk, form = desk_of(request, pk), Staffed(request.POST)
    if not form.is_valid():
        return show(request, refusal=form.errors["next_staffed_at"][0], status=UNPROCESSABLE)
    return act(request, actions.staff_desk, desk_id=desk.pk, next_staffed_at=form.cleaned_data["next_staffed_at"])


def desk_of(request, pk: UUID):
    return found(next((desk for desk in queries.desks(request.actor) if desk.pk == pk), None))


@require_POST
def choose_policy(request):
    organization = queries.organization(request.actor.org_id)
    form = Policy(request.POST, policies=clocks.policy_choices(organization.pk, organization.network_id))
    if not form.is_valid():
        return show(request, refusal="Choose one of the policies.", status=UNPROCESSABLE)
    return act(request, actions.choose_policy, name=form.cleaned_data["name"])


@require_POST
def open_public_page(request):
    form = PublicPage(request.POST, desks=queries.desks(request.actor))
    if not form.is_valid():
        return show(request, refusal="Choose a desk, and a word of letters, digits and dashes.", status=UNPROCESSABLE)
    said = form.cleaned_data
    return act(request, actions.open_public_page, address=said["address"].lower(), desk_id=UUID(said["desk"]))


@require_http_methods(["GET", "POST"])
def availability(request, pk: UUID | None = None):
    """One's own; or of somebody whose desk one leads."""
    member = found(queries.member(request.actor, pk or request.actor.membership_id))
    if not actions.may_set_availability(request.actor, member.pk):
        raise Http404
    names = ("away_until", "takes_at_most", "works_from", "works_until")
    kept = {name: getattr(member, name) for name in names}
    form = Availability(request.POST or None, initial=kept)
    if form.is_valid():
        try:
            actions.set_availability(member.pk, actor=request.actor, at=timezone.now(), **form.cleaned_data)
            messages.success(request, "Kept.")
            return redirect(request.path)
        except NotAllowed as refusal:
            form.add_error("works_from" if "work" in str(refusal) else "away_until", str(refusal))
    context = pages.availability(request.actor, member) | {"form": form}
    return page(request, "accounts/availability.html", "form", context, UNPROCESSABLE if form.errors else 200)


def as_uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


@require_http_methods(["GET", "POST"])
def notices(request):
    now = timezone.now()
    if request.method == "POST":
        actions.see_notices(actor=request.actor, at=now)
    shown = notices_page(request.actor, now=now)
    for kind, seen in shown["seen"].items():
        audit.read_many(kind, seen, at=now, via="notices")
    return page(request, "accounts/notices.html", "list", shown)
