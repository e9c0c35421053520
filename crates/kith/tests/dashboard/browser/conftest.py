"""A browser for all tests of a file, a fresh context for each: nothing of another host is ever asked, and nothing that
the page's own policy forbids is tried."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

import looking
import room

expect.set_options(timeout=looking.PATIENCE)

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    program = shutil.which(os.environ["KITH_TEST_CHROMIUM"])
    browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
    yield browser
    browser.close()


class Contexts:
    """Makes contexts, and hears what their pages ask for and complain of."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.made: list[BrowserContext] = []
        self.strangers: list[str] = []
        self.complaints: list[str] = []

    def make(self, **options: object) -> BrowserContext:
        usual = {"reduced_motion": "reduce", "accept_downloads": True, "locale": "en-GB"}
        # Where it is a proxy that is asked, its certificate is one that nobody signed.
        options = usual | {"ignore_https_errors": room.URL.startswith("https:")} | options
        context = self.browser.new_context(base_url=room.URL, **options)
        context.set_default_timeout(looking.PATIENCE)
        context.on("request", self._asked)
        context.on("response", self._answered)
        context.on("console", self._said)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        self.made.append(context)
        return context

    def _asked(self, request) -> None:
        url = urlsplit(request.url)
        if url.scheme not in ("data", "blob", "about") and f"{url.scheme}://{url.netloc}" != room.URL:
            self.strangers.append(request.url)

    def _answered(self, response) -> None:
        is_part = response.request.resource_type not in ("document", "xhr", "fetch")
        if is_part and response.status >= 400:
            self.complaints.append(f"{response.status} {response.url}")

    def _said(self, message) -> None:
        # That a page was answered with 4xx is told as well; what parts of a page were is asked above.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.complaints.append(message.text)

    def end(self) -> None:
        for context in self.made:
            context.close()
        assert self.strangers == [], "a page asked another host"
        assert self.complaints == [], "the browser complained of a page"


@pytest.fixture
def contexts(browser: Browser) -> Iterator[Contexts]:
    contexts = Contexts(browser)
    yield contexts
    contexts.end()


@pytest.fixture
def page(contexts: Contexts) -> Page:
    """One that nobody is signed in at."""
    return contexts.make().new_page()


@pytest.fixture
def workspace() -> room.Workspace:
    return room.Workspace()


@pytest.fixture
def signed_in(page: Page, workspace: room.Workspace) -> Page:
    """At the first page of a workspace that has nothing."""
    looking.sign_in(page, workspace.key)
    return page


@pytest.fixture
def downloads(tmp_path: Path) -> Path:
    return tmp_path
