"""Who is logged in where, for tests of the study."""

import pytest

from tests.factories import make_user


@pytest.fixture
def desk(client, sue):
    """A browser in which the supervisor is logged in."""
    client.force_login(sue)
    return client


@pytest.fixture
def reader(client):
    """A browser in which a consumer is logged in."""
    client.force_login(make_user("carla", role="consumer"))
    return client


@pytest.fixture
def team(ann, ben):
    """Two annotators."""
    return [ann, ben]
