"""What tests do at every page: sign in, go there, look at it in every light and size."""

import base64
import os
import re
import time
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Download, Locator, Page, expect

AXE = Path(os.environ["KITH_AXE"]).read_text(encoding="utf-8")
SHOWN = Path(os.environ["KITH_SCREENSHOTS"])

# How long, in milliseconds, a debug build on a busy machine is waited for.
PATIENCE = 15_000

DESK = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}

VIOLATIONS = """async () => {
    const found = await axe.run(document, {resultTypes: ["violations"]});
    return found.violations.flatMap(rule => rule.nodes.map(node =>
        `${rule.id}: ${node.target.join(" ")}: ${node.html.slice(0, 200)}: ${node.failureSummary}`));
}"""
SIDEWAYS = """() => {
    const wide = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= wide) return [];
    const over = [...document.querySelectorAll("body *")].filter(it => it.getBoundingClientRect().right > wide + 0.5
        || it.scrollWidth > it.clientWidth && getComputedStyle(it).overflowX === "visible");
    return [`${document.documentElement.scrollWidth} > ${wide}`, ...over.map(it => it.outerHTML.slice(0, 120))];
}"""


def follows(page: Page, link: Locator) -> None:
    """Clicks what leads to another page, and waits until all of that is there: its end, and its scripts, which hear nothing
    before."""
    page.wait_for_load_state()
    with page.expect_event("load"):
        link.click()


def sign_in(page: Page, key: str) -> None:
    page.goto("/")
    page.get_by_label("API key").fill(key)
    follows(page, page.get_by_role("button", name="Sign in"))
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def go(page: Page, name: str) -> None:
    """To another page, by the links that every page has."""
    follows(page, page.get_by_role("navigation", name="Pages", exact=True).get_by_role("link", name=name))
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def answered(page: Page, **asked: str) -> None:
    """What is shown is the answer to this and not to what was typed before: a part of a page and its address change
    together."""
    for name, value in asked.items():
        expect(page).to_have_url(re.compile(rf"[?&]{name}={re.escape(quote(value))}(&|$)"))


def comes(page: Page, wanted: Locator) -> None:
    """Loads the page anew until it shows what happens by itself."""
    until = time.monotonic() + PATIENCE / 1_000
    while not wanted.is_visible() and time.monotonic() < until:
        page.reload()
    expect(wanted).to_be_visible()


def look(page: Page, name: str, full: bool = True) -> None:
    """In light, in the dark and on a phone: a picture of each, and nothing in it that axe finds fault with."""
    page.wait_for_load_state()
    SHOWN.mkdir(parents=True, exist_ok=True)
    for variant, scheme, size in [("light", "light", DESK), ("dark", "dark", DESK), ("phone", "light", PHONE)]:
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.screenshot(path=SHOWN / f"{name}-{variant}.png", full_page=full)
        fits(page)
        accessible(page)
    page.set_viewport_size(DESK)
    page.emulate_media(color_scheme="light", reduced_motion="reduce")


def accessible(page: Page) -> None:
    page.evaluate(AXE)
    found = page.evaluate(VIOLATIONS)
    assert found == [], "\n\n".join([f"{page.url}: axe found", *found])


def fits(page: Page) -> None:
    """Nothing is wider than the window."""
    wide = page.evaluate(SIDEWAYS)
    assert wide == [], "\n".join([f"{page.url} scrolls sideways", *wide])


CARRIED = """({name, content}) => {
    const carried = new DataTransfer();
    carried.items.add(new File([Uint8Array.from(atob(content), it => it.charCodeAt(0))], name));
    return carried;
}"""


def drop(page: Page, target: Locator, file: Path) -> None:
    """As a hand drops a file from its desktop."""
    content = base64.b64encode(file.read_bytes()).decode()
    carried = page.evaluate_handle(CARRIED, {"name": file.name, "content": content})
    for event in ["dragenter", "dragover", "drop"]:
        target.dispatch_event(event, {"dataTransfer": carried})


def text_of(download: Download) -> str:
    return Path(download.path()).read_text(encoding="utf-8-sig")
