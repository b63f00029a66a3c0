"""A real browser, Debian's Chromium, before a real server on loopback. What the browser complains of fails the test."""

import os
import shutil
from collections.abc import Iterator
from datetime import timedelta
from socketserver import ThreadingMixIn
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.utils import timezone
from playwright.sync_api import Page, Response, sync_playwright

from throughcare.command.cast import PASSWORD
from throughcare.doors import queries as doors

from .everywhere import BRIDGE, MAYA, SAM, WORD, House, Seen, pages_of

QUIET = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
DESKTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
TOLD_OTHERWISE = "Failed to load resource"  # the status of every answer is looked at below
BAD = 400
LEFT = "net::ERR_ABORTED"  # somebody went on before an answer came
BUSY = "form[data-sent], .htmx-request, .htmx-settling"
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
        self.answers: list[int] = []  # the status of every answer to this browser
        page.on("response", lambda response: self.answers.append(response.status))

    def sign_in(self, name: str) -> "Person":
        self.go("/accounts/login/")
        self.press(name)
        self.page.wait_for_url(f"{self.address}/")
        return self

    def sign_in_with_a_password(self, email: str) -> "Person":
        """As outside the demonstration: only so may one change what one signs in with."""
        self.go("/accounts/login/")
        self.write(login=email, password=PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(f"{self.address}/")
        return self

    def come_in(self, code: str) -> "Person":
        """By a card, with the word that goes with it."""
        self.go("/my/")
        self.write(code=code, said=WORD)
        self.press("Open")
        return self

    def open_door(self, issued) -> "Person":
        """A partner without an account, with the code that was told on the phone."""
        self.go(f"/d/{issued.token}/")
        self.write(said=doors.phone_code_of(issued.link))
        self.press("Go on")
        return self

    def another_window(self) -> "Person":
        return Person(self.page.context.new_page(), self.address)

    def go(self, path: str) -> None:
        self.page.goto(self.address + path)

    def settle(self) -> None:
        """Until what was pressed is answered and drawn."""
        self.page.locator(BUSY).first.wait_for(state="detached")
        self.page.wait_for_load_state("load")

    def press(self, name: str, *, within: str = "main", twice: bool = False) -> None:
        button = self.page.locator(within).get_by_role("button", name=name).first
        button.dblclick() if twice else button.click()
        self.settle()

    def follow(self, name: str) -> None:
        self.page.get_by_role("link", name=name).first.click()
        self.settle()

    def write(self, **fields: str) -> None:
        for name, words in fields.items():
            self.page.locator(f"[name={name}]:visible").first.fill(words)

    def choose(self, name: str, value: str) -> None:
        self.page.locator(f"input[name={name}][value='{value}']:visible").first.check()

    def open(self, step: str) -> None:
        """Unfold the form of a step."""
        self.page.locator("summary", has_text=step).first.click()

    def say(self, *, twice: bool = False) -> None:
        """Press the button of the form that is unfolded."""
        button = self.page.locator("details[open] > form > button[data-kind=main]").first
        button.dblclick() if twice else button.click()
        self.settle()

    def sees(self, words: str) -> None:
        self.page.get_by_text(words).first.wait_for()

    def heading(self) -> str:
        return self.page.locator("h1").first.inner_text()


@pytest.fixture
def somebody(chromium, address):
    """`somebody(viewport=PHONE, script=False, dark=True)` opens a browser; what it complained of is told at the end.

    An answer of 400 or more is a complaint too, but for those in `somebody.may_answer`.
    """
    complaints: list[str] = []
    contexts = []

    def somebody(
        *, viewport=DESKTOP, script=True, dark=False, touch=False, bypass_csp=False, language="en-US"
    ) -> Person:
        context = chromium.new_context(
            viewport=viewport, java_script_enabled=script, color_scheme="dark" if dark else "light",
            bypass_csp=bypass_csp, has_touch=touch, locale=language, reduced_motion="reduce",
        )  # fmt: skip
        contexts.append(context)
        context.on("page", listen)
        return Person(context.new_page(), address)

    def listen(page: Page) -> None:
        page.set_default_timeout(10_000)
        page.on("console", lambda said: said.type == "error" and complain(said.text, but_for=TOLD_OTHERWISE))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("requestfailed", lambda request: complain(f"{request.failure} {request.url}", but_for=LEFT))
        page.on("response", judge)

    def complain(words: str, *, but_for: str) -> None:
        if but_for not in words:
            complaints.append(words)

    def judge(response: Response) -> None:
        if response.status >= BAD and response.status not in somebody.may_answer:
            complaints.append(f"{response.status} {response.request.method} {response.url}")

    somebody.may_answer = set()  # type: ignore[attr-defined]
    yield somebody
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def noon():
    """Browsers read the real clock, so these stories begin two days before it."""
    return timezone.now() - timedelta(days=2)


@pytest.fixture
def furnished(refer, dr_osei, sam, rosa):
    return House(refer=refer, osei=dr_osei, sam=sam, rosa=rosa, now=timezone.now())


@pytest.fixture
def pages(furnished, harbor_service, superuser):
    signal = superuser.execute(
        "select id from crisis_risksignal where source_id = %s", [furnished.alarming.pk]
    ).fetchone()[0]
    return pages_of(furnished, signal=signal, service=harbor_service)


@pytest.fixture
def each_page(somebody, furnished, pages):
    """Every page in a browser, one after the other: `for page, seen in each_page(viewport=PHONE)`."""

    def each_page(**browser) -> Iterator[tuple[Page, Seen]]:
        people: dict[str, Person] = {}
        somebody.may_answer.add(404)  # one of these pages says that nothing is here
        for seen in pages:
            if seen.who not in people:
                people[seen.who] = somebody(**browser)
                if seen.who == SAM:
                    people[SAM].sign_in_with_a_password("sam@northside.example")
                elif seen.who == MAYA:
                    people[MAYA].come_in(furnished.card.token)
                elif seen.who == BRIDGE:
                    people[BRIDGE].open_door(furnished.partner)
                elif seen.who:
                    people[seen.who].sign_in(seen.who)
            people[seen.who].go(seen.path)
            yield people[seen.who].page, seen

    return each_page
