"""What happens around every request: the person's language, refusals shown as 409, NUL as 400."""

from django.db import DataError
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import translation

from newsroom.errors import Refused, bad_request

# How the database says that it was to store the character NUL: in a text, and in JSON.
NUL = ("NUL (0x00)", "\\u0000")


class PreferredLanguageMiddleware:
    """Show the pages in the language that the person has chosen, on whatever browser."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        chosen = getattr(request.user, "language", "")
        if chosen:
            translation.activate(chosen)
            request.LANGUAGE_CODE = chosen
        return self.get_response(request)


class RefusalMiddleware:
    """Catch what a workflow refuses, in one place, and say it as 409."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, error):
        if isinstance(error, DataError) and any(said in str(error) for said in NUL):
            return bad_request(request, error)  # a character that no text of the database has
        if not isinstance(error, Refused):
            return None
        if request.headers.get("HX-Request"):
            return HttpResponse(
                error.sentence, status=409, content_type="text/plain; charset=utf-8"
            )
        return render(request, "409.html", {"sentence": error.sentence}, status=409)
