"""People: found as their names are typed, filtered, turned over page by page in one list, looked at, and taken away."""

import csv
import io
import re

import pytest
from playwright.sync_api import Locator, Page, expect

import looking
import room
from conftest import Contexts


# Those of an earlier list, and those who come with a newer one.
OLD = [room.person(f"First{n:03}", "Old", company="Acme", day="01 Jan 2024") for n in range(120)]
NEW = [room.person(f"First{n:03}", "New", company="Acme", day="02 Feb 2025") for n in range(60)]


@pytest.fixture(scope="module")
def everyone() -> room.Workspace:
    workspace = room.Workspace()
    workspace.imports(room.EVERYONE, "Ada Lovelace")
    workspace.imports(room.EVERYONE_LATER, "Ada Lovelace")
    workspace.imports(room.SAMPLE, "Charles Babbage")
    return workspace


@pytest.fixture
def people(page: Page, everyone: room.Workspace) -> Page:
    """At the people of all accounts."""
    looking.sign_in(page, everyone.key)
    looking.go(page, "People")
    return page


def rows(page: Page) -> Locator:
    """Those of people: not the one that names the columns."""
    return page.get_by_role("table").get_by_role("row").filter(has=page.get_by_role("rowheader"))


def counted(page: Page) -> int:
    """How many people were found, as the page says it."""
    said = page.get_by_role("main").get_by_role("status").inner_text()
    return int(re.search(r"[\d,]+", said).group().replace(",", ""))


def chooses(page: Page, account: str) -> None:
    page.get_by_label("Account", exact=True).select_option(account)
    expect(page).to_have_url(re.compile("[?&]account=acc_"))


def test_names_are_found_as_they_are_typed_without_a_button(people: Page):
    expect(rows(people)).to_have_count(50)
    name = rows(people).first.get_by_role("link").inner_text()
    search = people.get_by_role("searchbox", name="Search")
    search.press_sequentially(name[:4], delay=10)
    looking.answered(people, q=name[:4])
    search.press_sequentially(name[4:], delay=10)
    looking.answered(people, q=name)
    expect(rows(people).first.get_by_role("link")).to_have_text(name)
    expect(people.get_by_role("main").get_by_role("status")).to_contain_text(re.compile(r"^[\d,]+ (person|people)"))
    expect(search).to_be_focused()
    expect(search).to_have_value(name)
    assert counted(people) < 1000
    search.fill("")
    looking.answered(people, q="")
    expect(rows(people)).to_have_count(50)


def test_who_types_more_than_the_key_may_ask_keeps_what_was_typed_and_is_told_to_wait(page: Page, everyone: room.Workspace):
    looking.sign_in(page, everyone.makes_a_key("--scope", "read", "--limit", "5")["api_key"])
    looking.go(page, "People")
    search = page.get_by_role("searchbox", name="Search")
    alert = page.get_by_role("alert")
    for letter in "ada lovelace":
        with page.expect_response("**/people?*"):
            search.press(letter)
    expect(alert).to_contain_text("Wait a little, then try again.")
    expect(search).to_have_value("ada lovelace")
    expect(search).to_be_focused()
    assert rows(page).count() > 0


def test_nobody_found_says_so_and_leads_back(people: Page):
    people.get_by_role("searchbox", name="Search").fill("zzzzqqqq")
    expect(people.get_by_role("main")).to_contain_text("Nobody fits.")
    looking.look(people, "people-nobody")
    people.get_by_role("link", name="Show everybody").click()
    expect(rows(people)).to_have_count(50)


def test_filters_narrow_an_account_and_may_be_sent_as_an_address(people: Page):
    chooses(people, "Ada Lovelace")
    expect(people.get_by_role("main").get_by_role("status")).to_contain_text("30,030")
    people.get_by_label("Title").fill("engineer")
    looking.answered(people, title="engineer")
    expect(rows(people).first).to_contain_text(re.compile("engineer", re.IGNORECASE))
    engineers = counted(people)
    people.get_by_label("E-mail").select_option("With e-mail")
    looking.answered(people, email="yes")
    with_mail = counted(people)
    assert 0 < with_mail < engineers < 30_030
    people.get_by_label("Connected from").fill("2024-01-01")
    looking.answered(people, after="2024-01-01")
    looking.look(people, "people-filtered")
    address, found = people.url, counted(people)
    people.goto(address)
    expect(people.get_by_label("Title")).to_have_value("engineer")
    assert counted(people) == found
    # The way back is that of the browser.
    looking.go(people, "Accounts")
    people.go_back()
    expect(people.get_by_label("Title")).to_have_value("engineer")


def test_an_order_is_chosen_and_kept_from_page_to_page(people: Page):
    chooses(people, "Ada Lovelace")
    people.get_by_label("Sort by").select_option(label="Last name")
    looking.answered(people, sort="last_name")
    first = rows(people).first.get_by_role("link").inner_text()
    looking.follows(people, people.get_by_role("link", name="Next"))
    expect(rows(people).first.get_by_role("link")).not_to_have_text(first)
    expect(people.get_by_label("Sort by")).to_have_value("last_name")


def test_pages_keep_their_place_while_a_newer_list_arrives(page: Page, workspace: room.Workspace):
    workspace.imports(room.export(OLD), "Ada")
    looking.sign_in(page, workspace.key)
    looking.go(page, "People")
    chooses(page, "Ada")
    expect(rows(page).first).to_contain_text("Old")
    seen = rows(page).get_by_role("link").all_inner_texts()
    workspace.imports(room.export([*NEW, *OLD]), "Ada")
    for _ in range(2):
        first = rows(page).first.get_by_role("link").inner_text()
        looking.follows(page, page.get_by_role("link", name="Next"))
        expect(rows(page).first.get_by_role("link")).not_to_have_text(first)
        seen += rows(page).get_by_role("link").all_inner_texts()
    assert sorted(seen) == sorted(f"First{n:03} Old" for n in range(120)), "each once, and nobody of the newer list"
    expect(page.get_by_role("main")).to_contain_text("A newer list is there")
    looking.look(page, "people-earlier-list")
    page.get_by_role("link", name="show it").click()
    expect(rows(page).first).to_contain_text("New")


def test_all_accounts_together_are_filtered_and_put_in_order(people: Page):
    people.get_by_label("Title").fill("engineer")
    looking.answered(people, title="engineer")
    expect(rows(people).first).to_contain_text(re.compile("engineer", re.IGNORECASE))
    engineers = counted(people)
    people.get_by_label("First connected until").fill("2020-12-31")
    looking.answered(people, before="2020-12-31")
    assert 0 < counted(people) < engineers
    people.get_by_label("Sort by").select_option(label="Newest first")
    looking.answered(people, sort="recently_connected")
    days = rows(people).locator("[data-label=Connected]").all_inner_texts()
    assert days == sorted(days, reverse=True) and days[0] <= "2020-12-31"
    people.get_by_label("Sort by").select_option(label="Name")
    looking.answered(people, sort="first_name")
    looking.look(people, "people-all-filtered")
    # What was filtered by is asked of one account too, once it is chosen.
    chooses(people, "Ada Lovelace")
    expect(people.get_by_label("Title")).to_have_value("engineer")
    expect(people.get_by_label("Sort by")).to_have_value("first_name")


def test_pages_of_all_accounts_keep_their_place_while_lists_change(page: Page, workspace: room.Workspace):
    workspace.imports(room.export(OLD), "Ada")
    workspace.imports(room.export(OLD[:30], owner=("Charles", "Babbage")), "Charles")
    looking.sign_in(page, workspace.key)
    looking.go(page, "People")
    page.get_by_label("Sort by").select_option(label="Name")
    looking.answered(page, sort="first_name")
    seen = rows(page).get_by_role("link").all_inner_texts()
    workspace.imports(room.export([*NEW, *OLD]), "Ada")
    for _ in range(2):
        looking.follows(page, page.get_by_role("link", name="Next"))
        seen += rows(page).get_by_role("link").all_inner_texts()
    assert seen == [f"First{n:03} Old" for n in range(120)], "each once, and nobody of the newer list"
    expect(page.get_by_role("main")).to_contain_text("You are looking at earlier lists")
    looking.look(page, "people-earlier-lists")
    looking.follows(page, page.get_by_role("link", name="show them"))
    expect(rows(page).first).to_contain_text("First000")
    assert counted(page) == 180


def test_a_card_tells_who_of_us_knows_them_and_what_changed(page: Page, workspace: room.Workspace):
    both = room.person("Ottoline", "Marchpane", company="Brassknob Ltd", position="Clockmaker", email="o@example.com")
    moved = room.person("Ottoline", "Marchpane", company="Acme", position="Chief Clockmaker", email="o@example.com")
    workspace.imports(room.export([both]), "Ada")
    workspace.imports(room.export([moved]), "Ada")
    workspace.imports(room.export([moved], owner=("Charles", "Babbage")), "Charles")
    looking.sign_in(page, workspace.key)
    looking.go(page, "People")
    rows(page).get_by_role("link", name="Ottoline Marchpane").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ottoline Marchpane")
    knows = page.get_by_role("region", name="Who of us knows them").get_by_role("row")
    expect(knows.filter(has_text="Ada")).to_contain_text("2024-01-01")
    expect(knows.filter(has_text="Charles")).to_have_count(1)
    changed = page.get_by_role("region", name="What changed").get_by_role("row")
    expect(changed.filter(has_text=re.compile("Company"))).to_have_text(re.compile("Brassknob Ltd.*Acme", re.DOTALL))
    expect(changed.filter(has_text=re.compile("Position"))).to_have_text(re.compile("Clockmaker.*Chief", re.DOTALL))
    expect(page.get_by_role("link", name="o@example.com")).to_have_attribute("href", "mailto:o@example.com")
    profile = page.get_by_role("link", name="https://www.linkedin.com/in/ottoline-marchpane")
    expect(profile).to_have_attribute("rel", re.compile("noreferrer"))
    looking.look(page, "person")


def test_what_is_shown_is_downloaded_all_of_it_as_csv_and_as_vcard(people: Page):
    chooses(people, "Ada Lovelace")
    people.get_by_role("searchbox", name="Search").fill("senior")
    looking.answered(people, q="senior")
    expect(rows(people).first).to_contain_text(re.compile("senior", re.IGNORECASE))
    found = counted(people)
    assert found > 50, "more than the page"
    with people.expect_download() as caught:
        people.get_by_role("button", name="Download as CSV").click()
    table = list(csv.DictReader(io.StringIO(looking.text_of(caught.value))))
    assert len(table) == found
    assert caught.value.suggested_filename.endswith(".csv")
    with people.expect_download() as caught:
        people.get_by_role("button", name="Download as vCard").click()
    cards = looking.text_of(caught.value)
    assert cards.count("BEGIN:VCARD") == cards.count("END:VCARD") == found
    assert caught.value.suggested_filename.endswith(".vcf")


def test_the_whole_workspace_counts_who_is_known_by_more_than_one(people: Page):
    people.get_by_label("Known by at least").fill("2")
    looking.answered(people, known="2")
    assert 0 < counted(people) < 1_201
    expect(rows(people).first).to_contain_text("2 of us")


def test_on_a_phone_filters_are_folded_away_until_somebody_wants_them(contexts: Contexts, everyone: room.Workspace):
    phone = contexts.make(viewport=looking.PHONE, is_mobile=True, has_touch=True).new_page()
    looking.sign_in(phone, everyone.key)
    looking.go(phone, "People")
    filters, title = phone.get_by_text("Filters and order"), phone.get_by_label("Title")
    chooses(phone, "Ada Lovelace")
    expect(title).to_be_hidden()
    expect(rows(phone).first).to_be_in_viewport()
    everybody = counted(phone)
    filters.tap()
    title.fill("engineer")
    looking.answered(phone, title="engineer")
    expect(rows(phone).first).to_contain_text(re.compile("engineer", re.IGNORECASE))
    assert 0 < counted(phone) < everybody
    looking.fits(phone)
    # What is filtered by stays in sight, also where the address is opened anew.
    phone.reload()
    expect(title).to_have_value("engineer")
    expect(title).to_be_visible()
    filters.tap()
    expect(title).to_be_hidden()
    expect(rows(phone).first).to_contain_text(re.compile("engineer", re.IGNORECASE))


def test_an_account_of_another_workspace_is_not_found(contexts: Contexts, everyone: room.Workspace):
    other = room.Workspace()
    account = other.imports(room.export([room.person("Hidden", "Person")]), "Theirs")
    page = contexts.make().new_page()
    looking.sign_in(page, everyone.key)
    answer = page.goto(f"/people?account={account}")
    assert answer.status in (200, 404)
    expect(page.get_by_role("main")).not_to_contain_text("Hidden")
