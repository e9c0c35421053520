"""Behind a proxy that speaks TLS: the session's cookie is one that browsers keep to it, and pages, forms, searches, uploads
and downloads work as they do without."""

import csv
import io
import re

from playwright.sync_api import Page, expect

import looking
import room


def test_the_cookie_goes_over_tls_to_this_host_alone_and_no_script_reads_it(signed_in: Page):
    assert signed_in.url.startswith("https://")
    [cookie] = signed_in.context.cookies()
    assert cookie["name"].startswith("__Host-")
    kept = {name: cookie[name] for name in ["secure", "httpOnly", "sameSite", "path", "domain"]}
    host = "127.0.0.1"
    assert kept == {"secure": True, "httpOnly": True, "sameSite": "Strict", "path": "/", "domain": host}
    assert signed_in.evaluate("document.cookie") == ""
    signed_in.get_by_role("button", name="Sign out").click()
    expect(signed_in.get_by_role("status")).to_have_text("You are signed out.")
    assert signed_in.context.cookies() == []


def test_a_link_signs_in(page: Page, workspace: room.Workspace):
    page.goto(workspace.makes_a_link())
    page.get_by_role("button", name="Sign in with this link").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    assert page.context.cookies()[0]["name"].startswith("__Host-")


def test_an_export_is_dropped_searched_and_taken_away_and_a_key_made(signed_in: Page):
    looking.drop(signed_in, signed_in.get_by_label("Your export from LinkedIn"), room.SAMPLE)
    expect(signed_in.get_by_role("region", name="What was read")).to_contain_text("1,201")
    for name in ["Accounts", "Changes", "Network", "Credits and keys", "Webhooks", "People"]:
        looking.go(signed_in, name)
    signed_in.get_by_role("searchbox", name="Search").fill("engineer")
    looking.answered(signed_in, q="engineer")
    with signed_in.expect_download() as caught:
        signed_in.get_by_role("button", name="Download as CSV").click()
    found = list(csv.DictReader(io.StringIO(looking.text_of(caught.value))))
    expect(signed_in.get_by_role("main").get_by_role("status")).to_contain_text(f"{len(found)} people")
    looking.go(signed_in, "First hour")
    looking.follows(signed_in, signed_in.get_by_role("button", name="Make a key for this"))
    expect(signed_in.get_by_text(re.compile("^curl "))).to_contain_text(f"curl -s {room.URL}/v2/network")
