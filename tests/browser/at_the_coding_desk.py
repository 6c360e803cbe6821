"""What the browser tests of the coding desk do again and again."""

import socket

from django.core.servers.basehttp import ThreadedWSGIServer
from django.test.testcases import LiveServerThread, QuietWSGIRequestHandler
from django.urls import reverse
from playwright.sync_api import expect

from annotations.models import Annotation
from tests.factories import make_article, make_round, make_user, make_version

TOPICS = tuple(f"T{number:02}" for number in range(1, 15))
HEADLINES = ("首篇", "次篇", "三篇", "四篇", "五篇")


def make_assignments(ann, *articles, **fields):
    """Ann's assignments in a round of these articles, of a codebook with fourteen topics."""
    fields.setdefault("version", make_version(topics=TOPICS))
    made = make_round(
        articles=list(articles) or [make_article(headline) for headline in HEADLINES[:2]],
        annotators=[ann, make_user(role="annotator")],
        **fields,
    )
    return list(ann.assignments.filter(unit__round=made).order_by("unit__sequence"))


def address(assignment):
    """Where an assignment is coded."""
    return reverse("annotations:desk", args=[assignment.pk])


def press(page, keys):
    """Press keys one after another."""
    for key in keys.split():
        page.keyboard.press(key)


def headline(page, text):
    """Wait until the desk shows the article of that headline."""
    expect(page.get_by_role("heading", name=text)).to_be_visible()


def saved(page):
    """Wait until the server has everything."""
    expect(page.locator(".state")).to_have_text("Saved")


def stored(**which):
    """The codes that are stored, with whether each is the main one."""
    return set(Annotation.objects.filter(**which).values_list("label__code", "main"))


def shown(page):
    """The topics that are shown as chosen, each as main or further."""
    rows = page.locator(".labels li:has(.label :checked)")
    return {
        row.locator(".label input").get_attribute("value"): row.locator(
            ".tag b:visible"
        ).inner_text()
        for row in rows.all()
    }


class Handler(QuietWSGIRequestHandler):
    """Notes what is asked for."""

    def parse_request(self):
        understood = super().parse_request()
        if understood:
            self.server.asked.append(self.path)
        return understood


class CutServer(ThreadedWSGIServer):
    """A server that hangs up on everybody when it stops, as one does whose process ends."""

    def __init__(self, *arguments, **options):
        self.connections, self.asked = [], []
        super().__init__(*arguments, **options)

    def process_request(self, request, client_address):
        self.connections.append(request)
        super().process_request(request, client_address)


class ServerThread(LiveServerThread):
    """Serves the site as it is deployed, static files included; its port can be used again."""

    def _create_server(self, connections_override=None):
        return CutServer((self.host, self.port), Handler, allow_reuse_address=True)


def start_server(port=0):
    """Serve the site on a port."""
    thread = ServerThread("localhost", lambda site: site, port=port)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    assert not thread.error, thread.error
    return thread


def stop(server):
    """End it, with every connection that a browser still holds."""
    server.terminate()
    for connection in server.httpd.connections:
        if connection.fileno() != -1:
            connection.shutdown(socket.SHUT_RDWR)
