"""The OpenAPI description of the endpoints, made of what they declare."""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema

from annotations.api.shapes import Problem

TEXTS = ("application/x-ndjson", "text/csv")


class TokenScheme(OpenApiAuthenticationExtension):
    """How a script says who it is."""

    target_class = "annotations.api.access.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        """Authorization: Token nr_…"""
        return {
            "type": "apiKey", "in": "header", "name": "Authorization",
            "description": _("“Token ” and the token that create_token printed."),
        }  # fmt: skip


class Schema(AutoSchema):
    """One endpoint: what it is for in the reader's language, its rows, and its refusals."""

    def get_summary(self) -> str:
        """A few words."""
        return str(self.view.summary)

    def get_description(self) -> str:
        """What one should know."""
        return str(self.view.explanation)

    def get_override_parameters(self) -> list[Any]:
        """The parameters that are no filters."""
        return list(self.view.parameters)

    def get_response_serializers(self) -> Any:
        """What the view declares, where it is not a row."""
        return getattr(self.view, "answers", None) or super().get_response_serializers()

    def _is_list_view(self, serializer: Any = None) -> bool:
        return hasattr(self.view, "table") and self.view.pagination_class is not None

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        bodies = super()._get_response_bodies(direction)
        for status, description in self.refusals():
            bodies[status] = self._get_response_for_code(
                Problem, status, ["application/problem+json"], direction
            ) | {"description": description}
        return bodies

    def _get_response_for_code(
        self,
        serializer: Any,
        status_code: str,
        media_types: Any = None,
        direction: Any = "response",
    ) -> dict[str, Any]:
        if status_code == "200" and self._is_list_view():
            media_types = ["application/json"]
        response = super()._get_response_for_code(serializer, status_code, media_types, direction)
        if status_code == "200" and self._is_list_view():
            for media_type in TEXTS:
                response["content"][media_type] = {"schema": {"type": "string"}}
        return response

    def refusals(self) -> Iterator[tuple[str, str]]:
        """Yield each status that is not an answer, and what it means."""
        yield "400", _("A parameter means nothing.")
        yield "401", _("Nobody is logged in, or the token does not hold.")
        if self.view.permission:
            yield "403", _("The role of this person does not include it.")
        if "{" in self.path:
            yield "404", _("There is nothing here, or it is not yours to see.")
        yield "406", _("There is no such format.")


@cache
def described(language: str) -> dict[str, Any]:
    """Return the OpenAPI document in a language; it never changes while the site runs."""
    with translation.override(language):
        document = SchemaGenerator().get_schema(request=None, public=True)
        return json.loads(json.dumps(document, default=str))  # no text waits for its language
