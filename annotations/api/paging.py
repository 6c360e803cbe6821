"""Pages of an answer: each names the key after which the next begins, so new rows shift nothing."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from annotations.exports import Row, Table

GREATEST_KEY = 2**63 - 1


class KeyPagination(BasePagination):
    """`cursor` names the last row seen, `page_size` how many follow."""

    parameters = ("cursor", "page_size")
    usual, most = 100, 1000

    def page(self, found: Any, request: Request, table: Table) -> Response:
        """Answer one page and the address of the next one, or null after the last."""
        size = self.size(request)
        rows = table.part(found, after=self.after(request), size=size + 1)
        following = None
        if len(rows) > size:
            cursor = urlsafe_b64encode(str(rows[size - 1][0]).encode()).decode().rstrip("=")
            following = replace_query_param(request.build_absolute_uri(), "cursor", cursor)
        return self.get_paginated_response([row for _key, row in rows[:size]], following)

    def get_paginated_response(self, data: list[Row], following: str | None = None) -> Response:
        """The object around the rows."""
        return Response({"next": following, "results": data})

    def size(self, request: Request) -> int:
        """Return how many rows are asked for. Raises ValidationError."""
        asked = request.query_params.get("page_size", str(self.usual))
        number = int(asked) if re.fullmatch(r"[0-9]{1,9}", asked) else 0
        if not 1 <= number <= self.most:
            raise ValidationError(
                {"page_size": [_("Say a number from 1 to %(most)d.") % {"most": self.most}]}
            )
        return number

    def after(self, request: Request) -> int:
        """Return the key after which the page begins. Raises ValidationError."""
        cursor = request.query_params.get("cursor", "")
        if not cursor:
            return 0
        try:
            key = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
        except ValueError:
            key = ""
        if not (re.fullmatch(r"[0-9]{1,19}", key) and int(key) <= GREATEST_KEY):
            raise ValidationError(
                {"cursor": [_("This is not a cursor: follow the address in “next”.")]}
            )
        return int(key)

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Describe the object around the rows."""
        return {
            "type": "object",
            "required": ["next", "results"],
            "properties": {
                "next": {"type": "string", "format": "uri", "nullable": True},
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """Describe the two parameters."""
        return [
            {
                "name": "cursor", "in": "query", "required": False,
                "description": str(gettext_lazy("Where the page begins: follow “next”.")),
                "schema": {"type": "string"},
            },
            {
                "name": "page_size", "in": "query", "required": False,
                "description": str(gettext_lazy("How many rows a page has.")),
                "schema": {
                    "type": "integer", "minimum": 1, "maximum": self.most, "default": self.usual,
                },
            },
        ]  # fmt: skip
