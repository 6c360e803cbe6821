"""The description of the API: as OpenAPI for programs, as a page for people."""

import re
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from annotations.api.answering import Endpoint
from annotations.api.schema import described

GROUPS = (
    (_("Labels"), ("/labels/",)),
    (_("Releases"), ("/releases/",)),
    (_("Codebooks and rounds"), ("/codebooks/", "/rounds/")),
    (_("Newspapers"), ("/newspapers/", "/issues/", "/articles/")),
)
EXAMPLES = {
    "identifier": "zjfzb-2019-07-09-p1-a3", "slug": "zhejiang-legal-daily", "number": "1",
    "id": "1", "name": "pilot-2026",
}  # fmt: skip


class SchemaDocument(Endpoint):
    """The OpenAPI document, in the reader's language."""

    schema = None
    renderer_classes = [JSONRenderer]

    def get(self, request: Request) -> HttpResponse:
        """Answer it."""
        return JsonResponse(
            described(get_language()),
            content_type="application/vnd.oai.openapi+json",
            json_dumps_params={"ensure_ascii": False},
        )


@require_safe
@login_required
def schema_page(request: HttpRequest) -> HttpResponse:
    """Show people what there is to read, how to ask for it, and what comes back."""
    document = described(get_language())
    base = request.build_absolute_uri(reverse("api:schema-page")).rstrip("/")
    endpoints = [
        shown(path, operations["get"], document, base)
        for path, operations in document["paths"].items()
    ]
    groups = [
        (title, [one for begin in begins for one in endpoints if one["path"].startswith(begin)])
        for title, begins in GROUPS
    ]
    return render(request, "annotations/api/schema.html", {"groups": groups, "base": base})


def shown(
    path: str, operation: dict[str, Any], document: dict[str, Any], base: str
) -> dict[str, Any]:
    """Return what the page says of one endpoint."""
    path = path.removeprefix("/api/v1")
    example = re.sub(r"{(\w+)}", lambda found: EXAMPLES[found[1]], path)
    content = operation["responses"]["200"].get("content", {})
    return {
        "path": path,
        "anchor": re.sub(r"\W+", "-", path).strip("-"),
        "summary": operation["summary"],
        "explanation": operation["description"],
        "parameters": [
            {**one, "values": one["schema"].get("enum", [])}
            for one in operation.get("parameters", [])
            if one["in"] == "query"
        ],
        "fields": fields_of(content.get("application/json", {}).get("schema", {}), document),
        "example": f"{base}{example}",
    }


def fields_of(schema: dict[str, Any], document: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the fields of a row, also where a page of rows is described."""
    schema = resolved(schema, document)
    properties = schema.get("properties", {})
    if "results" in properties:
        return fields_of(properties["results"]["items"], document)
    return [
        {"name": name, "description": one.get("description", ""), "type": type_of(one, document)}
        for name, one in properties.items()
    ]


def resolved(schema: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    """Follow a reference within the document."""
    if "$ref" not in schema:
        return schema
    return document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]


def type_of(schema: dict[str, Any], document: dict[str, Any]) -> str:
    """Return the kind of value in a word: its format where it has one."""
    whole = resolved(schema, document)
    return str(whole.get("format") or whole.get("type", "object"))
