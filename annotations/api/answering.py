"""How an endpoint answers: its parameters checked, its rows as a page of JSON or as a stream."""

from typing import Any

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework import generics, renderers
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import NotAcceptable, ValidationError
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.permissions import BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.settings import api_settings

from annotations import exports
from annotations.api.access import HasPermission, TokenAuthentication
from annotations.api.paging import KeyPagination
from annotations.api.schema import Schema
from annotations.exports import Table

FORMAT = api_settings.URL_FORMAT_OVERRIDE
FORMATS = OpenApiParameter(
    FORMAT,
    str,
    enum=["json", "jsonl", "csv"],
    description=_("Pages of JSON, or a stream of all rows."),
)
BOM = OpenApiParameter(
    "bom", str, enum=["yes", "no"], description=_("For CSV: a mark by which Excel knows UTF-8.")
)
TEXT = OpenApiParameter(
    "text", str, enum=["yes", "no"], description=_("With the text of each article.")
)


class JSONLines(renderers.JSONRenderer):
    """One JSON object a line. What it renders itself are refusals, as JSON."""

    media_type = "application/x-ndjson"
    format = "jsonl"


class CSV(renderers.JSONRenderer):
    """A table. What it renders itself are refusals, as JSON."""

    media_type = "text/csv"
    format = "csv"


class ZIP(renderers.JSONRenderer):
    """A file. What it renders itself are refusals, as JSON."""

    media_type = "application/zip"
    format = "zip"


class Negotiation(DefaultContentNegotiation):
    """Choose by ?format=; without one, by the Accept header."""

    def select_renderer(self, request: Request, renderers: Any, format_suffix: Any = None) -> Any:
        """Return the renderer and its media type. Raises NotAcceptable."""
        format = request.query_params.get(FORMAT)
        if format and len(renderers) > 1:
            renderer = self.filter_renderers(renderers, format)[0]
            return renderer, renderer.media_type
        return super().select_renderer(request, renderers, format_suffix)

    def filter_renderers(self, renderers: Any, format: str) -> list[Any]:
        """Return those of the format. Raises NotAcceptable, and says which there are."""
        found = [renderer for renderer in renderers if renderer.format == format]
        if not found:
            formats = ", ".join(renderer.format for renderer in renderers)
            sentence = gettext("This address answers in: %(formats)s.")
            raise NotAcceptable(sentence % {"formats": formats})
        return found


class Endpoint(generics.GenericAPIView):
    """What all endpoints share: reading only, and no parameter that means nothing."""

    http_method_names = ["get", "head", "options"]
    authentication_classes = [TokenAuthentication, SessionAuthentication]
    content_negotiation_class = Negotiation
    schema: Schema | None = Schema()
    permission: str | None = None
    parameters: tuple[OpenApiParameter, ...] = ()
    summary: Any = ""
    explanation: Any = ""

    def get_permissions(self) -> list[BasePermission]:
        """Everybody must be known; an endpoint with a permission wants that too."""
        return [IsAuthenticated(), *([HasPermission()] if self.permission else [])]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse what cannot be meant: unknown parameters, and those given twice."""
        super().initial(request, *args, **kwargs)
        known = set(self.known_parameters())
        wrong = {}
        for name, values in request.query_params.lists():
            if name not in known:
                wrong[name] = [
                    gettext("There is no such parameter here, only: %(names)s.")
                    % {"names": ", ".join(sorted(known))}
                    if known
                    else gettext("There are no parameters here.")
                ]
            elif len(values) > 1:
                wrong[name] = [gettext("Say this once.")]
            elif "\x00" in values[0]:
                wrong[name] = [gettext("This holds a character that no text has.")]
        if wrong:
            raise ValidationError(wrong)

    def known_parameters(self) -> list[str]:
        """The names of all parameters."""
        filterset = getattr(self, "filterset_class", None)
        declared = [parameter.name for parameter in self.parameters]
        return [*declared, *(filterset.base_filters if filterset else ())]

    def finalize_response(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        """Keep what is for one person out of every cache."""
        response = super().finalize_response(request, *args, **kwargs)
        response.headers["Cache-Control"] = "private, no-store"
        return response


class Rows(Endpoint):
    """The rows of a table: a page of JSON, or all of them as JSON Lines or CSV."""

    renderer_classes = [renderers.JSONRenderer, JSONLines, CSV]
    pagination_class = KeyPagination
    parameters: tuple[OpenApiParameter, ...] = (FORMATS, BOM)
    table: Table
    file_name: str

    def known_parameters(self) -> list[str]:
        """Its filters, and those of the pages."""
        return [*super().known_parameters(), *KeyPagination.parameters]

    def visible(self) -> QuerySet:
        """The rows that this person may see: all of them, where no gate is named."""
        return self.get_queryset()

    def get_table(self) -> Table:
        """The columns that go out."""
        return self.table

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        """Answer in the format asked for."""
        mark = self.yes_or_no("bom")
        found = self.filter_queryset(self.visible())
        if request.accepted_renderer.format == "json":
            return self.paginator.page(found, request, self.get_table())
        return self.stream(found, mark=mark)

    def stream(self, found: QuerySet, *, mark: bool) -> StreamingHttpResponse:
        """Answer all rows in stable order, without ever holding all of them."""
        wrong = {
            name: [_("A stream has all rows; this belongs to pages of JSON.")]
            for name in KeyPagination.parameters
            if name in self.request.query_params
        }
        if wrong:
            raise ValidationError(wrong)
        renderer = self.request.accepted_renderer
        table = self.get_table()
        if renderer.format == "csv":
            lines = exports.csv_lines(table.columns, table.rows(found))
        else:
            lines = exports.json_lines(table.rows(found))
        body = exports.chunks(lines)
        if mark and renderer.format == "csv":
            body = exports.marked(body)
        if self.request.method == "HEAD":
            body = iter(())
        return StreamingHttpResponse(
            body,
            content_type=f"{renderer.media_type}; charset=utf-8",
            headers={
                "Content-Disposition": f'attachment; filename="{self.file_name}.{renderer.format}"'
            },
        )

    def yes_or_no(self, name: str) -> bool:
        """Return a parameter that says yes or no. Raises ValidationError for other words."""
        word = self.request.query_params.get(name, "no")
        if word not in {"yes", "no"}:
            raise ValidationError({name: [_("Say yes or no.")]})
        return word == "yes"


class One(Endpoint):
    """One row of a table."""

    renderer_classes = [renderers.JSONRenderer]
    table: Table

    def answer(self, found: Any) -> Response:
        """Answer the row of a saved object."""
        of_key = type(found)._default_manager.filter(pk=found.pk)
        [(_key, row)] = self.table.part(of_key, after=0, size=1)
        return Response(row)
