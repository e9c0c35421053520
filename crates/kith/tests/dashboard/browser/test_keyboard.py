"""Without a mouse: everything is reached by Tab and seen to be, and a link leads past what every page begins with."""

import pytest
from playwright.sync_api import Page, expect

import looking
import room
from conftest import Contexts

PAGES = ["/", "/people", "/changes", "/network", "/credits", "/webhooks", "/start"]

# What a person can do something with. Of radio buttons of one name, Tab reaches one.
WANTED = """() => {
    const names = new Set();
    window.wanted = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
        .filter(it => it.checkVisibility({visibilityProperty: true}) && !it.disabled && it.type !== "hidden"
            && it.tabIndex >= 0)
        .filter(it => it.type !== "radio" || !names.has(it.name) && names.add(it.name));
    return window.wanted.length;
}"""
# Where the focus is: which of these, and what is wrong with how it is seen.
FOCUSED = """() => {
    const it = document.activeElement;
    if (it === document.body || it === null) return [-1, ""];
    let at = window.wanted.indexOf(it);
    if (it.type === "radio") at = window.wanted.findIndex(one => one.type === "radio" && one.name === it.name);
    const style = getComputedStyle(it), box = it.getBoundingClientRect();
    const shown = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    return [at, shown && inside ? "" : `${it.outerHTML.slice(0, 160)}: shown ${shown}, inside ${inside}`];
}"""
MISSED = "seen => window.wanted.filter((_, at) => !seen.includes(at)).map(it => it.outerHTML.slice(0, 160))"


@pytest.fixture(scope="module")
def full() -> room.Workspace:
    workspace = room.Workspace()
    workspace.imports(room.SAMPLE, "Ada")
    return workspace


@pytest.mark.parametrize("path", PAGES)
def test_tab_reaches_everything_and_shows_where_it_is(contexts: Contexts, full: room.Workspace, path: str):
    page = contexts.make().new_page()
    looking.sign_in(page, full.key)
    page.goto(path)
    number = page.evaluate(WANTED)
    page.evaluate("document.activeElement?.blur()")
    seen, unseen = set(), []
    for _ in range(4 * number + 20):
        page.keyboard.press("Tab")
        at, wrong = page.evaluate(FOCUSED)
        if at == -1:
            break
        seen.add(at)
        unseen += [wrong] if wrong else []
    assert unseen == [], "the focus is not seen"
    assert page.evaluate(MISSED, sorted(seen)) == [], "Tab does not reach these"


def test_the_first_tab_offers_to_skip_to_the_content(signed_in: Page):
    signed_in.goto("/people")
    signed_in.evaluate("document.activeElement?.blur()")
    signed_in.keyboard.press("Tab")
    skip = signed_in.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    signed_in.keyboard.press("Enter")
    expect(signed_in.get_by_role("main")).to_be_focused()


def test_signing_in_and_out_needs_no_mouse(page: Page, workspace: room.Workspace):
    page.goto("/")
    expect(page.get_by_label("API key")).to_be_focused()
    page.keyboard.insert_text(workspace.key)
    page.keyboard.press("Enter")
    out = page.get_by_role("button", name="Sign out")
    expect(out).to_be_visible()
    out.focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("status")).to_have_text("You are signed out.")
