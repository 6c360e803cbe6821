"""What a person, or a script, is told when something cannot be done."""

from http import HTTPStatus
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views import defaults
from rest_framework.exceptions import APIException, NotAuthenticated, ValidationError
from rest_framework.views import exception_handler

PROBLEM = "application/problem+json"
API = "/api/"


class Refused(Exception):  # noqa: N818 - the word of the workflow, in every sentence about it
    """The workflow forbids this. Its text is a full sentence for the person; shown as 409."""

    @property
    def sentence(self):
        """What to tell the person; the same object that was given, which may be one to be kept."""
        given = self.args[0] if self.args else ""
        return given if isinstance(given, str) else str(self)


class RefusedByWorkflow(APIException):
    """The same for the API."""

    status_code = HTTPStatus.CONFLICT
    default_code = "refused"


def problem(error, context):
    """Answer an API error as an object like RFC 9457's: status, title, detail, and the fields."""
    if isinstance(error, Refused):
        error = RefusedByWorkflow(error.sentence)
    response = exception_handler(error, context)
    if response is None:
        return None
    if isinstance(error, ValidationError):
        fields = response.data if isinstance(response.data, dict) else {"": response.data}
        detail = " ".join(
            f"{name}: {message}" if name else str(message)
            for name, messages in fields.items()
            for message in (messages if isinstance(messages, list) else [messages])
        )
        response.data = described(response.status_code, detail) | {"fields": fields}
    else:
        if isinstance(error, Http404):
            detail = not_here()
        elif isinstance(error, NotAuthenticated):
            detail = _("Say who you are: send “Authorization: Token nr_…”, or log in.")
        else:
            detail = str(response.data.get("detail", ""))
        response.data = described(response.status_code, detail)
    response.content_type = PROBLEM
    return response


def described(status, detail):
    """Return the object that every refusal of the API is."""
    return {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": int(status),
        "detail": detail,
    }


def not_here():
    """Return the sentence for what is not there, or not theirs: nobody learns which of the two."""
    return _("There is nothing here, or it is not yours to see.")


def answered(status, detail):
    """Answer a request that reached no endpoint of the API."""
    return JsonResponse(
        described(status, detail),
        status=status,
        content_type=PROBLEM,
        json_dumps_params={"ensure_ascii": False},
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that Django would not read: 400."""
    if request.path.startswith(API):
        return answered(HTTPStatus.BAD_REQUEST, _("This request could not be read."))
    return defaults.bad_request(request, exception)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an address that leads nowhere: 404."""
    if request.path.startswith(API):
        return answered(HTTPStatus.NOT_FOUND, not_here())
    return defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer after a fault of ours: 500."""
    if request.path.startswith(API):
        return answered(
            HTTPStatus.INTERNAL_SERVER_ERROR,
            _("Something went wrong here. It is on record; please try again later."),
        )
    return defaults.server_error(request)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that does not come from a page of this session.

    Pressing Enter twice sends the login form again when the first has just logged in: who is
    logged in then goes on to where they wanted to.
    """
    match = request.resolver_match
    if request.user.is_authenticated and match and match.url_name == settings.LOGIN_URL:
        wanted = request.POST.get("next", "")
        safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
        return redirect(wanted if safe else settings.LOGIN_REDIRECT_URL)
    try:
        came_from = urlsplit(request.headers.get("Referer", ""))
    except ValueError:  # no address, such as http://[
        came_from = urlsplit("")
    back = came_from._replace(scheme="", netloc="").geturl()
    if came_from.netloc != request.get_host() or not back.startswith("/"):
        back = ""
    return render(request, "403_csrf.html", {"back": back}, status=HTTPStatus.FORBIDDEN)
