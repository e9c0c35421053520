"""Credits and keys: what is left and where it went, keys made, limited and revoked, and the ledger."""

import csv
import io
import re

import pytest
from playwright.sync_api import Error, Locator, Page, expect

import looking
import room

HEADING = "Credits and keys"


@pytest.fixture
def credits(page: Page, workspace: room.Workspace) -> Page:
    """Where 24 credits were consumed: 4 by a key for sales, 20 by another."""
    account = workspace.imports(room.SAMPLE, "Ada Lovelace")
    sales = workspace.makes_a_key("--scope", "read", "--name", "Sales")
    for key, count in [(sales["api_key"], 200), (workspace.key, 1_000)]:
        status, answer = room.lists(key, account, count)
        assert status == 200, answer
    looking.sign_in(page, workspace.key)
    looking.go(page, HEADING)
    return page


def region(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name, exact=True)


def makes(page: Page, name: str, scope: str = "read", limit: str = "", ends: str = "") -> str:
    """Makes a key: its secret."""
    form = region(page, "New key")
    form.get_by_label("Name").fill(name)
    form.get_by_label(f"{scope}: ").check()
    form.get_by_label("Requests a minute").fill(limit)
    form.get_by_label("Ends on").fill(ends)
    form.get_by_role("button", name="Make the key").click()
    secret = region(page, "Its secret").get_by_text(re.compile("^kith_"))
    expect(secret).to_be_visible()
    return secret.inner_text()


def test_the_balance_and_what_was_consumed_by_day_key_and_action(credits: Page):
    expect(credits.get_by_role("main")).to_contain_text("99,976")
    chart = credits.get_by_role("img", name=re.compile("Chart: consumed by day"))
    expect(chart).to_be_visible()
    by_key = region(credits, "By key").get_by_role("row")
    expect(by_key.filter(has_text="Sales")).to_contain_text("4")
    expect(region(credits, "By action").get_by_role("row").nth(1)).to_contain_text("24")
    looking.look(credits, "credits")
    with credits.expect_download() as caught:
        credits.get_by_role("link", name="Download table (CSV)").click()
    table = list(csv.DictReader(io.StringIO(looking.text_of(caught.value))))
    assert sum(int(row["credits"]) for row in table) == 24


def test_looking_at_pages_costs_nothing(credits: Page):
    for name in ["People", "Changes", "Network", "Accounts", HEADING]:
        looking.go(credits, name)
    expect(credits.get_by_role("main")).to_contain_text("99,976")


def test_the_days_to_look_back_are_chosen(credits: Page):
    choice = credits.get_by_label("Days to look back")
    choice.select_option(index=0)
    expect(credits).to_have_url(re.compile(r"days=\d+"))
    expect(credits.get_by_role("img", name=re.compile("Chart: consumed by day"))).to_be_visible()


def test_a_key_is_made_and_its_secret_shown_once(credits: Page):
    secret = makes(credits, "Nightly sync")
    looking.look(credits, "key-secret")
    credits.context.grant_permissions(["clipboard-read", "clipboard-write"])
    credits.get_by_role("button", name="Copy").click()
    expect(credits.get_by_role("button", name="Copied")).to_be_visible()
    assert credits.evaluate("navigator.clipboard.readText()") == secret
    looking.follows(credits, credits.get_by_role("link", name="Done"))
    expect(region(credits, "Keys").get_by_role("row").filter(has_text="Nightly sync")).to_contain_text("working")
    assert secret not in credits.content()
    with pytest.raises(Error, match="ERR_CACHE_MISS"):
        credits.go_back()
    status, _ = room.asks(secret, "/v2/accounts")
    assert status == 200


def test_a_key_with_a_limit_of_its_own_keeps_it_until_it_is_changed(credits: Page, workspace: room.Workspace):
    secret = makes(credits, "Slow", limit="2")
    credits.get_by_role("link", name="Done").click()
    asked = [room.asks(secret, "/v2/accounts")[0] for _ in range(4)]
    assert 429 in asked and asked[0] == 200
    region(credits, "Keys").get_by_role("link", name="Slow").click()
    expect(credits.get_by_role("heading", level=1)).to_have_text("Slow")
    expect(credits.get_by_label("Requests a minute")).to_have_value("2")
    looking.look(credits, "key")
    credits.get_by_label("Name").fill("Quick")
    credits.get_by_label("Requests a minute").fill("")
    credits.get_by_role("button", name="Save").click()
    expect(credits.get_by_role("status")).to_be_visible()
    expect(credits.get_by_role("heading", level=1)).to_have_text("Quick")


def test_a_limit_that_cannot_be_is_told(credits: Page):
    form = region(credits, "New key")
    form.get_by_label("Name").fill("Impossible")
    form.get_by_label("Ends on").fill("2001-01-01")
    form.get_by_role("button", name="Make the key").click()
    expect(credits.get_by_role("alert")).to_be_visible()
    expect(region(credits, "New key").get_by_label("Name")).to_have_value("Impossible")


def test_a_key_is_revoked_after_a_question(credits: Page):
    secret = makes(credits, "Lost")
    credits.get_by_role("link", name="Done").click()
    region(credits, "Keys").get_by_role("link", name="Lost").click()
    credits.get_by_role("link", name="Revoke").click()
    expect(credits.get_by_role("heading", level=1)).to_have_text("Revoke this key?")
    looking.look(credits, "key-revoke")
    credits.get_by_role("link", name="Keep it").click()
    assert room.asks(secret, "/v2/accounts")[0] == 200
    credits.get_by_role("link", name="Revoke").click()
    credits.get_by_role("button", name="Revoke the key").click()
    expect(credits.get_by_role("status").first).to_be_visible()
    assert room.asks(secret, "/v2/accounts")[1]["error"]["code"] == "INVALID_API_KEY"


def test_revoking_the_key_of_the_session_signs_out(credits: Page):
    region(credits, "Keys").get_by_role("row").filter(has_text="yours").get_by_role("link").click()
    credits.get_by_role("link", name="Revoke").click()
    expect(credits.get_by_role("main")).to_contain_text("Revoking it signs you out.")
    credits.get_by_role("button", name="Revoke the key").click()
    expect(credits.get_by_label("API key")).to_be_visible()


def test_the_ledger_tells_every_grant_and_debit_and_is_downloaded(credits: Page):
    expect(region(credits, "Ledger").get_by_role("row").filter(has_text="list_connections")).to_have_count(2)
    looking.follows(credits, credits.get_by_role("link", name="All entries"))
    expect(credits.get_by_role("heading", level=1)).to_have_text("Ledger")
    rows = credits.get_by_role("table").get_by_role("row").filter(has=credits.get_by_role("rowheader"))
    expect(rows.first.get_by_role("cell").nth(2)).to_have_text("−20")
    expect(rows.last.get_by_role("cell").nth(2)).to_have_text("+100,000")
    looking.look(credits, "ledger")
    number = rows.count()
    with credits.expect_download() as caught:
        credits.get_by_role("link", name=re.compile("^Download")).click()
    assert len(list(csv.DictReader(io.StringIO(looking.text_of(caught.value))))) == number


def test_who_may_only_read_sees_the_balance_alone(page: Page, workspace: room.Workspace):
    looking.sign_in(page, workspace.makes_a_key("--scope", "read")["api_key"])
    looking.go(page, HEADING)
    expect(page.get_by_role("main")).to_contain_text("100,000")
    expect(page.get_by_role("main")).to_contain_text("with the scope admin")
    expect(page.get_by_role("main").get_by_role("button")).to_have_count(0)
    looking.look(page, "credits-reader")
