"""Changes: who is new, who left and who changed jobs, by day, narrowed by a filter, and taken away as a file."""

import csv
import io
import re

import pytest
from playwright.sync_api import Locator, Page, expect

import looking
import room

BEFORE = [
    room.person("Ottoline", "Marchpane", company="Brassknob Ltd", position="Clockmaker"),
    room.person("Percival", "Quill", company="Brassknob Ltd", position="Clerk"),
    room.person("Wilhelmina", "Tock", company="Acme", position="Founder"),
]
AFTER = [
    room.person("Newcome", "Arrival", company="Acme", position="Planner", day="02 Feb 2025"),
    room.person("Ottoline", "Marchpane", company="Acme", position="Chief Clockmaker"),
    room.person("Wilhelmina", "Tock", company="Acme", position="Founder"),
]


@pytest.fixture
def changes(page: Page, workspace: room.Workspace) -> Page:
    workspace.imports(room.export(BEFORE), "Ada")
    workspace.imports(room.export(AFTER), "Ada")
    workspace.imports(room.export(BEFORE, owner=("Charles", "Babbage")), "Charles")
    looking.sign_in(page, workspace.key)
    looking.go(page, "Changes")
    return page


def items(page: Page) -> Locator:
    return page.get_by_role("region", name=re.compile(r"\d{4}$")).get_by_role("listitem")


def test_what_happened_is_told_by_day_and_the_first_list_is_nobodys_arrival(changes: Page):
    expect(items(changes)).to_have_count(3)
    expect(items(changes).filter(has_text="Newcome Arrival")).to_contain_text("joined your network")
    expect(items(changes).filter(has_text="Percival Quill")).to_contain_text("left")
    moved = items(changes).filter(has_text="Ottoline Marchpane")
    expect(moved).to_contain_text("changed jobs")
    expect(moved).to_have_text(re.compile("Clockmaker at Brassknob Ltd.*Chief Clockmaker at Acme", re.DOTALL))
    looking.look(changes, "changes")


@pytest.mark.parametrize(
    ("shown", "name"), [("new", "Newcome Arrival"), ("left", "Percival Quill"), ("jobs", "Ottoline Marchpane")]
)
def test_a_kind_of_change_is_shown_alone(changes: Page, shown: str, name: str):
    changes.get_by_label("Show", exact=True).select_option(shown)
    expect(items(changes)).to_have_count(1)
    expect(items(changes)).to_contain_text(name)
    expect(changes).to_have_url(re.compile(f"show={shown}"))
    changes.reload()
    expect(items(changes)).to_contain_text(name)


def test_words_narrow_as_they_are_typed(changes: Page):
    words = changes.get_by_role("searchbox", name="Name, title or company")
    words.press_sequentially("quill", delay=10)
    expect(items(changes)).to_have_count(1)
    expect(items(changes)).to_contain_text("Percival Quill")
    expect(words).to_be_focused()
    words.fill("nobody at all")
    expect(changes.get_by_role("main")).to_contain_text("No change fits this filter.")
    changes.get_by_role("link", name="Show all changes").click()
    expect(items(changes)).to_have_count(3)


def test_who_was_found_by_words_is_gone_to_by_the_next_press_however_long(changes: Page):
    changes.get_by_role("searchbox", name="Name, title or company").press_sequentially("ottoline", delay=10)
    looking.answered(changes, q="ottoline")
    # Pressing leaves the field, which must not have the list asked for and put in anew under the pointer.
    items(changes).get_by_role("link").click(delay=500)
    expect(changes.get_by_role("heading", level=1)).to_have_text("Ottoline Marchpane")


def test_an_account_is_shown_alone(changes: Page):
    changes.get_by_label("Account", exact=True).select_option(label="Charles")
    expect(changes.get_by_role("main")).to_contain_text("Nothing has changed since the first list.")


def test_who_changed_leads_to_their_card(changes: Page):
    items(changes).get_by_role("link", name="Ottoline Marchpane").click()
    expect(changes.get_by_role("heading", level=1)).to_have_text("Ottoline Marchpane")
    expect(changes.get_by_role("region", name="What changed")).to_contain_text("Brassknob Ltd")


def test_what_is_shown_is_downloaded(changes: Page):
    changes.get_by_label("Show", exact=True).select_option("jobs")
    expect(items(changes)).to_have_count(1)
    with changes.expect_download() as caught:
        changes.get_by_role("button", name="Download as CSV").click()
    table = list(csv.DictReader(io.StringIO(looking.text_of(caught.value))))
    assert len(table) == 1
    assert "Ottoline Marchpane" in table[0].values()
