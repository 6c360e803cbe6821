"""Asking the API as a script does: the rows of an answer, or what it refuses."""

from django.urls import reverse


def rows(client, name, *args, **parameters):
    """The rows that an endpoint answers."""
    response = client.get(reverse(f"api:{name}", args=args), parameters)
    assert response.status_code == 200, response.json()
    return response.json()["results"]


def refusal(client, name, status, *args, **parameters):
    """The problem that an endpoint answers."""
    response = client.get(reverse(f"api:{name}", args=args), parameters)
    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == status
    assert body["detail"]
    return body
