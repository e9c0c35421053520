"""Every page with nothing, with one person, with 30,000 and with names that are hard to show: in each light and size, and
nothing that axe finds fault with."""

import re

import pytest
from playwright.sync_api import Page, expect

import looking
import room
from conftest import Contexts

PAGES = {
    "accounts": "/", "people": "/people", "changes": "/changes", "network": "/network",
    "credits": "/credits", "webhooks": "/webhooks", "start": "/start",
}


class Known:
    """Workspaces that these tests look at and leave as they are."""

    def __init__(self) -> None:
        self.made: dict[str, room.Workspace] = {}

    def get(self, kind: str) -> room.Workspace:
        if kind not in self.made:
            workspace = self.made[kind] = room.Workspace()
            getattr(self, kind)(workspace)
        return self.made[kind]

    def none(self, workspace: room.Workspace) -> None:
        """Nothing is there."""

    def one(self, workspace: room.Workspace) -> None:
        only = room.person("Ottoline", "Marchpane", company="Brassknob Ltd", position="Clockmaker")
        workspace.imports(room.export([only]), "Ada Lovelace")

    def long(self, workspace: room.Workspace) -> None:
        only = room.person("N" * 200, "L" * 200, company="C" * 200, position="P" * 200)
        workspace.imports(room.export([only]), "A" * 200)

    def everyone(self, workspace: room.Workspace) -> None:
        workspace.imports(room.EVERYONE, "Ada Lovelace")
        workspace.imports(room.EVERYONE_LATER, "Ada Lovelace")
        workspace.imports(room.SAMPLE, "Charles Babbage")

    def odd(self, workspace: room.Workspace) -> None:
        before = [[*row[:4], "Before", *row[5:]] for row in room.ODD]
        owner = '<i>Zoë</i> كوهين & "Co"'
        workspace.imports(room.export([*before, room.person("Someone", "Gone")]), owner)
        workspace.imports(room.export([*room.ODD, room.person("<u>Someone</u>", "New")]), owner)


@pytest.fixture(scope="module")
def known() -> Known:
    return Known()


def within(contexts: Contexts, workspace: room.Workspace) -> Page:
    page = contexts.make().new_page()
    looking.sign_in(page, workspace.key)
    return page


@pytest.mark.parametrize("kind", ["none", "one", "everyone", "odd"])
def test_every_page_is_well_whatever_is_in_it(contexts: Contexts, known: Known, kind: str):
    page = within(contexts, known.get(kind))
    for name, path in PAGES.items():
        answer = page.goto(path)
        assert answer.status == 200, path
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        looking.look(page, f"{name}-{kind}")


@pytest.mark.parametrize("kind", ["none", "everyone"])
def test_a_page_that_is_not_there_says_so_and_leads_on(contexts: Contexts, known: Known, kind: str):
    page = within(contexts, known.get(kind))
    answer = page.goto("/people/acc_0000000000000000/0000000000000000")
    assert answer.status == 404
    expect(page.get_by_role("heading", level=1)).to_have_text("Not found")
    looking.accessible(page)


def test_a_name_without_a_gap_is_broken_where_the_page_ends(contexts: Contexts, known: Known):
    page = within(contexts, known.get("long"))
    page.set_viewport_size(looking.PHONE)
    for path in PAGES.values():
        page.goto(path)
        looking.fits(page)
    page.goto("/people")
    page.get_by_role("rowheader").get_by_role("link").click()
    expect(page.get_by_role("heading", level=2, name="Who of us knows them")).to_be_visible()
    looking.fits(page)


def test_a_member_called_like_a_script_is_shown_as_text(contexts: Contexts, known: Known):
    page = within(contexts, known.get("odd"))
    alerts = []
    page.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
    for path in ["/people", "/people?q=script", "/changes", "/network", "/"]:
        page.goto(path)
        assert page.locator("main script:not([type='application/json']), main img[src='x'], main b, main i").count() == 0
    page.goto("/people?q=script")
    page.get_by_role("link", name="<script>alert(1)</script> <b>Bold</b>").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("<script>alert(1)</script> <b>Bold</b>")
    expect(page.get_by_role("main")).to_contain_text("{{ 7 * 7 }} & </td>")
    expect(page.get_by_role("main")).to_contain_text('"><img src=x onerror=alert(2)>')
    looking.look(page, "person-script")
    assert alerts == []


def test_a_title_of_four_thousand_characters_is_whole_on_the_card_and_short_in_the_list(contexts: Contexts, known: Known):
    page = within(contexts, known.get("odd"))
    page.goto("/people?q=titled")
    row = page.get_by_role("row").filter(has_text="Long Titled")
    assert row.bounding_box()["height"] < 120
    row.get_by_role("link", name="Long Titled").click()
    expect(page.get_by_role("main")).to_contain_text(room.LONG_TITLE[:4000])
    looking.look(page, "person-long")


DIRECTIONS = """text => [...document.querySelectorAll("main *")]
    .filter(it => it.children.length === 0 && it.textContent.trim() === text)
    .map(it => getComputedStyle(it).direction)"""


@pytest.mark.parametrize("person", room.SCRIPTS, ids=lambda person: person[2].rsplit("/", 1)[1])
def test_names_of_every_script_are_found_and_read_in_their_direction(contexts: Contexts, known: Known, person: list[str]):
    page = within(contexts, known.get("odd"))
    name = f"{person[0]} {person[1]}"
    page.goto("/people")
    page.get_by_role("searchbox", name="Search").fill(person[0])
    looking.answered(page, q=person[0])
    link = page.get_by_role("link", name=name)
    expect(page.get_by_role("row").filter(has=link)).to_have_count(1)
    right_to_left = bool(re.match(r"[\u0590-\u06ff]", name))
    shown = page.evaluate(DIRECTIONS, name)
    assert shown and all(it == ("rtl" if right_to_left else "ltr") for it in shown), shown
    link.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    expect(page.get_by_role("main")).to_contain_text(person[5])
    if person[2].endswith(("/ar", "/zh")):
        looking.look(page, f"person-{person[2].rsplit('/', 1)[1]}")
