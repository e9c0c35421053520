"""Accounts: an export is dropped or chosen and its report read, LinkedIn is connected to, and what is wrong says what to
do."""

import os
import re

import pytest
from playwright.sync_api import Page, Route, expect

import looking
import room

FILE = "Your export from LinkedIn"


@pytest.fixture
def ada(page: Page, workspace: room.Workspace) -> Page:
    """At the accounts of a workspace with one."""
    workspace.imports(room.SAMPLE, "Ada Lovelace")
    looking.sign_in(page, workspace.key)
    return page


def opens(page: Page, account: str) -> None:
    looking.follows(page, page.get_by_role("main").get_by_role("link", name=account, exact=True))
    expect(page.get_by_role("heading", level=1)).to_have_text(account)


def test_an_export_that_is_dropped_on_the_page_is_sent_with_a_bar_and_told_what_was_read(signed_in: Page):
    held: list[Route] = []
    signed_in.route("**/accounts/import", lambda route: held.append(route))
    with signed_in.expect_request("**/accounts/import"):
        looking.drop(signed_in, signed_in.get_by_label(FILE), room.SAMPLE)
    bar = signed_in.get_by_role("progressbar")
    expect(bar).to_be_visible()
    expect(bar).to_have_accessible_name(re.compile("Sending the file|Sent|Reading the file"))
    looking.look(signed_in, "import-under-way")
    held[0].continue_()
    expect(signed_in.get_by_role("status").first).to_contain_text("The account was made.")
    read = signed_in.get_by_role("region", name="What was read")
    expect(read).to_contain_text(re.compile(r"Rows in the file\s*1,2\d\d"))
    expect(read).to_contain_text(re.compile(r"Connections in the list\s*1,201"))
    expect(read).to_contain_text(re.compile("Duplicates"))
    looking.look(signed_in, "import-report")
    signed_in.get_by_role("link", name="See the account").click()
    expect(signed_in.get_by_role("region", name="How it stands")).to_contain_text("1,201")


def test_thirty_thousand_are_imported_by_a_drop(signed_in: Page):
    looking.drop(signed_in, signed_in.get_by_label(FILE), room.EVERYONE)
    expect(signed_in.get_by_role("region", name="What was read")).to_contain_text("30,000", timeout=60_000)


def test_a_file_that_is_chosen_tells_of_duplicates_nameless_and_skipped_rows_with_reasons(signed_in: Page):
    with signed_in.expect_file_chooser() as chooser:
        signed_in.get_by_label(FILE).click()
    chooser.value.set_files(room.ODD_ROWS)
    signed_in.get_by_label("Name of a new account").fill("Odd rows")
    signed_in.get_by_role("button", name="Import", exact=True).click()
    read = signed_in.get_by_role("region", name="What was read")
    expect(read).to_contain_text(re.compile(r"Duplicates\s*1 row left out"))
    expect(read).to_contain_text(re.compile(r"Nameless\s*1 member without a name"))
    expect(read).to_contain_text(re.compile(r"Skipped\s*1 row left out"))
    reasons = signed_in.get_by_role("table").get_by_role("row").filter(has=signed_in.get_by_role("rowheader"))
    assert reasons.count() >= 2
    looking.look(signed_in, "import-report-odd")


def test_an_export_is_looked_at_without_anything_being_written(signed_in: Page):
    signed_in.get_by_label(FILE).set_input_files(room.SAMPLE)
    signed_in.get_by_label(re.compile("^Only look")).check()
    signed_in.get_by_role("button", name="Import", exact=True).click()
    expect(signed_in.get_by_role("status").first).to_contain_text("Nothing was written.")
    signed_in.goto("/")
    expect(signed_in.get_by_role("heading", level=1)).to_have_text("First hour")


def test_what_is_no_export_says_so_and_the_page_stays(signed_in: Page):
    wrong = room.HERE / "holiday.pdf"
    wrong.write_bytes(b"%PDF-1.7 nothing")
    looking.drop(signed_in, signed_in.get_by_label(FILE), wrong)
    expect(signed_in.get_by_role("main")).to_contain_text("PDF")
    looking.accessible(signed_in)


def test_a_newer_export_goes_to_the_account_that_it_belongs_to(signed_in: Page, workspace: room.Workspace):
    first = room.person("Ottoline", "Marchpane", company="Acme")
    workspace.imports(room.export([first]), "Ada Lovelace")
    signed_in.goto("/accounts/new")
    newer = room.export([room.person("Newcome", "Arrival"), first])
    signed_in.get_by_label(FILE).set_input_files(newer)
    signed_in.get_by_role("button", name="Import", exact=True).click()
    expect(signed_in.get_by_role("region", name="What was read")).to_contain_text(re.compile(r"Came\s*1"))
    signed_in.goto("/")
    expect(signed_in.get_by_role("heading", level=2)).to_have_count(1)


def test_a_list_that_is_another_members_is_not_taken_for_a_newer_one(signed_in: Page, workspace: room.Workspace):
    account = workspace.imports(room.export([room.person(f"First{n}", "Here") for n in range(20)]), "Ada")
    other = room.export([room.person(f"First{n}", "There") for n in range(20)], owner=("Charles", "Babbage"))
    signed_in.goto(f"/accounts/{account}/import")
    signed_in.get_by_label(re.compile("^A newer export of")).set_input_files(other)
    signed_in.get_by_role("button", name="Import", exact=True).click()
    expect(signed_in.get_by_label(re.compile("^Replace the list"))).to_be_visible()
    looking.look(signed_in, "import-other-member")


def test_an_account_tells_how_complete_it_is_and_how_it_grew(ada: Page):
    expect(ada.get_by_role("main")).to_contain_text("1,201")
    expect(ada.get_by_role("img", name=re.compile("^Growth by month"))).to_be_visible()
    looking.look(ada, "accounts")
    opens(ada, "Ada Lovelace")
    expect(ada.get_by_role("region", name="Growth").get_by_role("img")).to_be_visible()
    ada.get_by_text("The same as a table").click()
    expect(ada.get_by_role("table", name=re.compile("Connections by month"))).to_be_visible()
    looking.look(ada, "account")


def test_an_account_of_many_is_found_as_its_name_is_typed(page: Page, workspace: room.Workspace):
    ada = workspace.imports(room.SAMPLE, "Ada Lovelace")
    for number in range(1, 13):
        asked = room.asks(workspace.key, "/v2/accounts", {"name": f"Member {number:02}", "source": {"kind": "archive"}})
        assert asked[0] == 201
    looking.sign_in(page, workspace.key)
    told = page.get_by_role("main").get_by_role("status")
    cards = page.get_by_role("main").get_by_role("heading", level=2)
    expect(told).to_have_text("13 accounts, those first that need something")
    expect(cards.last).to_have_text("Ada Lovelace")
    looking.look(page, "accounts-many")
    search = page.get_by_role("searchbox", name="Search")
    search.press_sequentially("lovel", delay=10)
    expect(told).to_have_text("1 account found")
    expect(cards).to_have_text("Ada Lovelace")
    expect(search).to_be_focused()
    page.reload()
    expect(page.locator(f"#{ada}").get_by_role("img", name=re.compile("^Growth by month"))).to_be_visible()
    search.fill("nobody")
    expect(told).to_have_text("No account is called so")
    looking.look(page, "accounts-none-found")
    page.get_by_role("link", name="Show all accounts").click()
    expect(cards).to_have_count(13)


def adds(page: Page, name: str, token: str) -> None:
    page.goto("/accounts/new")
    page.get_by_label("Name of the account").fill(name)
    page.get_by_label("Source").select_option(label="Connections API")
    page.get_by_label("Token", exact=True).fill(token)
    page.get_by_text("Another service than LinkedIn").click()
    page.get_by_label("Address").fill(os.environ["KITH_SIM_URL"])
    page.get_by_label("How it is read").select_option("mirror")
    looking.look(page, "account-new")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_an_account_is_connected_synced_and_seen_to_be_complete(signed_in: Page):
    adds(signed_in, "Connected", os.environ["KITH_SIM_TOKEN"])
    # The page asks for itself until the sync has ended.
    expect(signed_in.get_by_role("region", name="How it stands")).to_contain_text("120 of 120", timeout=60_000)
    expect(signed_in.get_by_role("table", name=re.compile("newest"))).to_be_visible()
    # The rest of the page comes with it, as if it were loaded anew.
    expect(signed_in.get_by_role("button", name="Sync now")).to_be_visible()
    expect(signed_in.get_by_role("region", name="Facts")).to_contain_text("Synced")
    expect(signed_in.locator("#grown")).to_contain_text("The first list came less than 30 days ago")
    looking.look(signed_in, "account-synced")
    looking.go(signed_in, "Accounts")
    expect(signed_in.get_by_role("main")).to_contain_text("Next sync")


def test_a_token_that_is_refused_says_what_to_do(signed_in: Page):
    adds(signed_in, "Refused", "not-a-token-of-anybody")
    stands = signed_in.get_by_role("region", name="How it stands")
    expect(stands.get_by_role("link", name=re.compile("Connect"))).to_be_visible(timeout=60_000)
    looking.look(signed_in, "account-refused")
    stands.get_by_role("link", name=re.compile("Connect")).click()
    expect(signed_in.get_by_role("heading", level=1)).to_contain_text("Connect Refused")
    looking.look(signed_in, "account-connect")
    signed_in.get_by_label("Token", exact=True).fill(os.environ["KITH_SIM_TOKEN"])
    signed_in.get_by_role("button", name="Keep the token").click()
    expect(signed_in.get_by_role("main")).to_contain_text("120 of 120", timeout=60_000)


def test_an_account_is_paused_resumed_and_renamed(ada: Page):
    opens(ada, "Ada Lovelace")
    ada.get_by_role("button", name="Pause").click()
    expect(ada.get_by_role("region", name="How it stands")).to_contain_text(re.compile("paused", re.IGNORECASE))
    looking.look(ada, "account-paused")
    ada.get_by_role("region", name="Manage").get_by_role("button", name="Resume").click()
    expect(ada.get_by_role("button", name="Pause")).to_be_visible()
    ada.get_by_label("New name").fill("Countess")
    ada.get_by_role("button", name="Rename").click()
    expect(ada.get_by_role("heading", level=1)).to_have_text("Countess")


def test_an_account_is_erased_once_its_name_is_typed(ada: Page):
    opens(ada, "Ada Lovelace")
    ada.get_by_role("link", name="Delete").click()
    ada.get_by_label("Type the account's name").fill("Somebody else")
    ada.get_by_role("button", name="Erase it").click()
    expect(ada.get_by_label("Type the account's name")).to_have_attribute("aria-invalid", "true")
    looking.look(ada, "account-delete")
    ada.get_by_label("Type the account's name").fill("Ada Lovelace")
    ada.get_by_role("button", name="Erase it").click()
    expect(ada.get_by_role("heading", level=1)).to_have_text("First hour")


def test_who_may_only_read_sees_accounts_and_no_buttons(page: Page, workspace: room.Workspace):
    workspace.imports(room.SAMPLE, "Ada Lovelace")
    looking.sign_in(page, workspace.makes_a_key("--scope", "read")["api_key"])
    expect(page.get_by_role("link", name="Add an account")).to_have_count(0)
    opens(page, "Ada Lovelace")
    expect(page.get_by_role("region", name="Manage").get_by_role("button")).to_have_count(0)
