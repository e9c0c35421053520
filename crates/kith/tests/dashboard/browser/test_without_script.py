"""With JavaScript off: signing in, every page, search, pages of a list, an import and signing out work all the same."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

import looking
import room
from conftest import Contexts


@pytest.fixture
def plain(contexts: Contexts) -> Iterator[Page]:
    yield contexts.make(java_script_enabled=False).new_page()


@pytest.fixture
def full(plain: Page, workspace: room.Workspace) -> Page:
    workspace.imports(room.SAMPLE, "Ada Lovelace")
    looking.sign_in(plain, workspace.key)
    return plain


def test_every_page_is_there_and_signing_out_ends_it(full: Page):
    for name in ["People", "Changes", "Network", "Credits and keys", "Webhooks", "First hour", "Accounts"]:
        looking.go(full, name)
        expect(full.get_by_role("navigation", name="Pages", exact=True).get_by_role("link", name=name)).to_have_attribute(
            "aria-current", "page"
        )
    full.get_by_role("button", name="Sign out").click()
    expect(full.get_by_role("status")).to_have_text("You are signed out.")


def test_people_are_searched_by_a_button_and_turned_by_links(full: Page):
    looking.go(full, "People")
    row = full.get_by_role("table").get_by_role("row").nth(1)
    first = row.get_by_role("link").inner_text()
    looking.follows(full, full.get_by_role("link", name="Next"))
    expect(row.get_by_role("link")).not_to_have_text(first)
    expect(full).to_have_url(re.compile("snapshot="))
    full.get_by_role("searchbox", name="Search").fill("engineer")
    looking.follows(full, full.get_by_role("button", name="Search"))
    looking.answered(full, q="engineer")
    expect(row).to_contain_text(re.compile("engineer", re.IGNORECASE))


def test_charts_are_left_out_and_their_tables_stay(full: Page):
    looking.go(full, "Network")
    expect(full.locator("canvas").first).to_be_hidden()
    full.get_by_text("Table: Growth").click()
    expect(full.get_by_role("table", name=re.compile("month"))).to_be_visible()
    expect(full.get_by_role("button", name=re.compile("picture", re.IGNORECASE))).to_have_count(0)


def test_an_export_is_chosen_and_sent(plain: Page, workspace: room.Workspace):
    looking.sign_in(plain, workspace.key)
    plain.get_by_label("Your export from LinkedIn").set_input_files(room.SAMPLE)
    plain.get_by_role("button", name="Import", exact=True).click()
    expect(plain.get_by_role("region", name="What was read")).to_contain_text("1,201")
