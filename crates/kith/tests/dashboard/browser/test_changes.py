"""Changes: who is new, who left and who changed jobs, by day, narrowed by a filter, and taken away as a file."""

import csv
import io
import re

import pytest
from playwright.sync_api import Download, Locator, Page, expect

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


def test_lists_of_one_day_stand_together_the_newest_first_and_are_told_apart(changes: Page, workspace: room.Workspace):
    later = room.person("Latest", "Arrival", company="Acme", position="Planner", day="03 Feb 2025")
    workspace.imports(room.export([later, *AFTER]), "Ada")
    workspace.imports(room.export([later, *BEFORE], owner=("Charles", "Babbage")), "Charles")
    changes.reload()
    expect(items(changes)).to_have_count(5)
    expect(items(changes).nth(0)).to_contain_text("in the list of Charles")
    expect(items(changes).nth(1)).to_contain_text("in the list of Ada")
    latest = items(changes).filter(has_text="Latest Arrival")
    expect(latest).to_have_count(2)
    changes.get_by_label("Account", exact=True).select_option(label="Charles")
    expect(items(changes)).to_have_count(1)
    expect(latest).to_contain_text("in the list of Charles")
    expect(changes.get_by_role("main").get_by_role("status")).to_have_text("1 change on this page")


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


FIRST = room.person("Ottoline", "Marchpane")
# More than a file holds: every other one is of Acme.
CROWD = [room.person(f"First{n}", "Crowd", company=("Acme", "Brassknob")[n % 2]) for n in range(5_060)]


@pytest.fixture
def crowd(page: Page, workspace: room.Workspace) -> Page:
    workspace.imports(room.export([FIRST]), "Ada")
    workspace.imports(room.export([*CROWD, FIRST]), "Ada")
    looking.sign_in(page, workspace.key)
    looking.go(page, "Changes")
    return page


def balance(workspace: room.Workspace) -> int:
    return room.asks(workspace.key, "/v2/credits")[1]["data"]["balance"]


def names(download: Download) -> list[str]:
    return [row["name"] for row in csv.DictReader(io.StringIO(looking.text_of(download)))]


def test_more_changes_than_a_file_holds_are_narrowed_until_they_fit(crowd: Page, workspace: room.Workspace):
    looking.follows(crowd, crowd.get_by_role("button", name="Download as CSV"))
    main = crowd.get_by_role("main")
    expect(crowd.get_by_role("heading", level=1)).to_have_text("More than one file")
    expect(main).to_contain_text(re.compile("This file has 5,000 changes, back to .*, and costs 100 credits."))
    expect(main).to_contain_text("The workspace has 100,000.")
    looking.look(crowd, "changes-parts")
    looking.follows(crowd, crowd.get_by_role("link", name="Back to the changes"))
    crowd.get_by_role("searchbox", name="Name, title or company").fill("acme")
    looking.answered(crowd, q="acme")
    expect(items(crowd).filter(has_text="Acme")).to_have_count(50)
    expect(items(crowd).filter(has_text="Brassknob")).to_have_count(0)
    with crowd.expect_download() as caught:
        crowd.get_by_role("button", name="Download as CSV").click()
    assert names(caught.value) == [f"First{n} Crowd" for n in range(0, 5_060, 2)]
    assert balance(workspace) == 100_000 - 51


def test_what_one_file_does_not_hold_is_in_the_next_each_once(crowd: Page, workspace: room.Workspace):
    looking.follows(crowd, crowd.get_by_role("button", name="Download as CSV"))
    assert balance(workspace) == 100_000, "the price is told before it is paid"
    with crowd.expect_download() as first:
        crowd.get_by_role("button", name="Download this file").click()
    with crowd.expect_download() as second:
        crowd.get_by_role("button", name="Next file").click()
    assert [*names(first.value), *names(second.value)] == [f"First{n} Crowd" for n in range(5_060)]
    assert balance(workspace) == 100_000 - 102


def test_who_is_not_among_the_newest_changes_is_looked_for_further_back(crowd: Page):
    expect(items(crowd)).to_have_count(50)
    looking.follows(crowd, crowd.get_by_role("link", name="Older changes"))
    expect(items(crowd).first).to_contain_text("First50 Crowd")
    looking.follows(crowd, crowd.get_by_role("link", name="Newest changes"))
    expect(items(crowd).first).to_contain_text("First0 Crowd")
    crowd.get_by_role("searchbox", name="Name, title or company").fill("first5055")
    main = crowd.get_by_role("main")
    expect(main).to_contain_text("No change fits this filter among those that were looked at.")
    looking.look(crowd, "changes-not-yet")
    looking.follows(crowd, crowd.get_by_role("link", name="Look further back"))
    expect(items(crowd)).to_have_count(1)
    expect(items(crowd)).to_contain_text("First5055 Crowd")
