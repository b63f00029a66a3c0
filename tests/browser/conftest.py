"""A real browser, Debian's Chromium, before a real server on loopback. What the browser complains of fails the test."""

import os
import shutil
from socketserver import ThreadingMixIn
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connections
from playwright.sync_api import Page, sync_playwright

QUIET = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
DESKTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
EXPECTED = ("status of 422", "status of 404")  # a refusal is an answer, and the browser calls it an error
os.environ.setdefault(
    "DJANGO_ALLOW_ASYNC_UNSAFE", "1"
)  # Playwright's loop runs beside; each thread has its own connection


def pytest_collection_modifyitems(items):
    for item in items:
        if "/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)


class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass


class Threads(ThreadingMixIn, WSGIServer):
    daemon_threads = True

    def process_request_thread(self, request, client_address):
        super().process_request_thread(request, client_address)
        connections.close_all()


@pytest.fixture(scope="session")
def chromium():
    path = os.environ.get("THROUGHCARE_CHROMIUM") or shutil.which("chromium")
    if not path:
        pytest.fail("No Chromium: bin/test installs it, or name one in THROUGHCARE_CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def address(house, settings):
    """Where this test's house is served."""
    settings.DEMO = True
    server = Threads(("127.0.0.1", 0), Quiet)
    server.set_app(get_wsgi_application())
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


class Person:
    """Somebody with a browser of their own."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address

    def sign_in(self, name: str) -> "Person":
        self.go("/accounts/login/")
        self.press(name)
        self.page.wait_for_url(f"{self.address}/")
        return self

    def go(self, path: str) -> None:
        self.page.goto(self.address + path)

    def press(self, name: str, *, exact: bool = False) -> None:
        self.page.get_by_role("button", name=name, exact=exact).first.click()
        self.page.wait_for_load_state("networkidle")

    def follow(self, name: str) -> None:
        self.page.get_by_role("link", name=name).first.click()
        self.page.wait_for_load_state("networkidle")

    def write(self, **fields: str) -> None:
        for name, words in fields.items():
            self.page.locator(f"[name={name}]:visible").first.fill(words)

    def choose(self, name: str, value: str) -> None:
        self.page.locator(f"input[name={name}][value='{value}']").first.check()

    def open(self, step: str) -> None:
        """Unfold the form of a step."""
        self.page.locator("summary", has_text=step).first.click()

    def sees(self, words: str) -> None:
        self.page.get_by_text(words).first.wait_for()

    def heading(self) -> str:
        return self.page.locator("h1").first.inner_text()


@pytest.fixture
def somebody(chromium, address):
    """`somebody(viewport=PHONE, script=False, dark=True)` opens a browser; what it complained of is told at the end."""
    complaints: list[str] = []
    contexts = []

    def somebody(*, viewport=DESKTOP, script=True, dark=False, bypass_csp=False) -> Person:
        context = chromium.new_context(
            viewport=viewport, java_script_enabled=script, color_scheme="dark" if dark else "light", bypass_csp=bypass_csp,
            reduced_motion="reduce",
        )  # fmt: skip
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda said: complain(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complain(str(error)))
        return Person(page, address)

    def complain(words: str) -> None:
        if not any(status in words for status in EXPECTED):
            complaints.append(words)

    yield somebody
    for context in contexts:
        context.close()
    assert complaints == []
