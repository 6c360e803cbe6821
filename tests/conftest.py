"""The cast: the people, the roles and the browser that every test can rely on."""

import gc
import os
import shutil
import threading
import time

import pytest
from django.conf import settings as django_settings
from django.core.handlers.base import BaseHandler
from django.db import connection, transaction
from django.test import Client, TransactionTestCase
from django.test.client import ClientHandler
from playwright.sync_api import expect, sync_playwright

from annotations import roles
from tests.factories import make_user

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# How long a page may take to show what is expected, on a machine that has more to do than this.
PATIENCE_MS = 20_000
# What migrations and the roles' setting-up made, which no test commits changes to.
STAYS = {
    "django_migrations",
    "django_content_type",
    "auth_permission",
    "auth_group",
    "auth_group_permissions",
    "procrastinate_version",
}
LOADED = (
    "_middleware_chain",
    "_view_middleware",
    "_template_response_middleware",
    "_exception_middleware",
)

# Those that take longest begin, or one core would wait for the other at the end.
LONGEST_FIRST = (
    "test_story.py",
    "newsroom/test_up.py",
    "newsroom/test_bootstrap.py",
    "browser/test_coding_desk.py",
    "browser/test_coding_desk_keeping.py",
    "newsroom/test_import_jobs.py",
    "newsroom/test_undoing_repairs.py",
    "newsroom/test_import_rivals.py",
    "browser/test_coding_desk_setting.py",
    "browser/test_accessibility.py",
    "browser/test_coding_desk_evidence.py",
    "browser/test_review_desk.py",
    "browser/test_review_queue.py",
    "browser/test_coding_desk_offline.py",
    "newsroom/test_tables.py",
    "annotations/test_agreement_definitions.py",
    "annotations/test_acting_at_once.py",
    "test_access.py",
)


def pytest_collection_modifyitems(items):
    """Put the files in an order in which all cores are busy to the end."""

    def place(item):
        path = item.path.as_posix()
        ends = (place for place, end in enumerate(LONGEST_FIRST) if path.endswith(end))
        return next(ends, len(LONGEST_FIRST))

    items.sort(key=place)


def pytest_collection_finish():
    """Leave what is loaded by now out of the collector's rounds: it stays to the end anyway.

    A tenth of the suite's time went into looking through Django, the models and jieba for garbage.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Set the roles up once; let tests empty the tables, which the audit log otherwise refuses."""
    with django_db_blocker.unblock():
        with connection.cursor() as cursor:  # for those who may not set triggers aside
            cursor.execute("DROP TRIGGER audit_is_not_emptied ON newsroom_auditentry")
        roles.set_up()
    yield
    # A thread of the live server may still hold a connection, and would keep the database alive.
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture(scope="session", autouse=True)
def _tables_are_emptied_quickly():
    """After a test that commits, Django truncates every table and makes the permissions anew.

    Nearly all tables are empty, and permissions, roles and kinds of content stay the same: deleting
    the few rows takes a hundredth of that time.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: empty_the_tables())
        yield


@pytest.fixture(scope="session", autouse=True)
def _the_middleware_is_loaded_once():
    """As in the server: every test's client would look through all static files anew."""
    first = ClientHandler()

    def load(handler):
        if first._middleware_chain is None:
            BaseHandler.load_middleware(first)
        for name in LOADED:
            setattr(handler, name, getattr(first, name))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ClientHandler, "load_middleware", load)
        yield


def empty_the_tables():
    """Delete what a test committed; without the triggers, which keep the history for good."""
    with transaction.atomic(), connection.cursor() as cursor:
        tables = [one for one in connection.introspection.table_names(cursor) if one not in STAYS]
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        if cursor.fetchone()[0]:
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute("; ".join(f'DELETE FROM "{table}"' for table in tables))
        else:
            cursor.execute(f"TRUNCATE {', '.join(tables)}")


@pytest.fixture(autouse=True)
def _settings_for_tests(settings):
    """Passwords hash quickly; a login is not limited by the tests before it."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.ACCOUNT_RATE_LIMITS = False
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def ann(db):
    """An annotator."""
    return make_user("ann", role="annotator")


@pytest.fixture
def ben(db):
    """Another annotator."""
    return make_user("ben", role="annotator")


@pytest.fixture
def rita(db):
    """A reviewer."""
    return make_user("rita", role="reviewer")


@pytest.fixture
def sue(db):
    """A supervisor, who may use the admin."""
    return make_user("sue", role="supervisor", is_staff=True)


def chromium():
    """Where the browser is: as NEWSROOM_CHROMIUM says, else found on the PATH."""
    on_path = next(filter(None, map(shutil.which, NAMES)), None)
    found = os.environ.get("NEWSROOM_CHROMIUM") or on_path
    if not found:
        pytest.fail(
            "These tests drive a browser: install Chromium (Debian: apt-get install chromium), "
            "or name one in NEWSROOM_CHROMIUM."
        )
    return found


@pytest.fixture(scope="session")
def browser():
    """One Chromium for all browser tests."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread as long as it runs, so that Django takes
        # the plain database calls of the tests for calls within a coroutine. They are not.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        launched = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        expect.set_options(timeout=PATIENCE_MS)
        yield launched
        launched.close()


@pytest.fixture
def page_as(browser, live_server):
    """Open a tab as a person: `page_as(user)` or, logged out, `page_as(None)`.

    Further arguments go to the browser's context: `viewport`, `java_script_enabled`, `locale`,
    `color_scheme`, `has_touch`. A script error on any of the pages fails the test at its end.
    """
    contexts, errors = [], []

    def open_page(user, **options):
        options.setdefault("locale", "en-GB")
        options.setdefault("viewport", {"width": 1280, "height": 800})
        context = browser.new_context(base_url=live_server.url, **options)
        contexts.append(context)
        if user is not None:
            client = Client()
            client.force_login(user)
            session = client.cookies[django_settings.SESSION_COOKIE_NAME]
            context.add_cookies(
                [{"name": session.key, "value": session.value, "url": live_server.url}]
            )
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: errors.append(str(error)))
        return page

    yield open_page
    for context in contexts:
        context.close()
    wait_until_the_server_rests()
    assert not errors, errors


def wait_until_the_server_rests():
    """What a page sent at its very end is still worked on, and would meet the tables emptied."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        # The server gives every connection of a browser a thread of its own.
        if not any("process_request_thread" in thread.name for thread in threading.enumerate()):
            return
        time.sleep(0.02)
