"""Signing in, by a key or by a link, and what ends a session."""

import re

from playwright.sync_api import Page, expect

import looking
import room
from conftest import Contexts


def signed_out(page: Page) -> None:
    expect(page.get_by_role("heading", level=1, name="Sign in")).to_be_visible()


def test_whoever_is_not_signed_in_is_led_to_it_and_then_to_where_they_wanted(page: Page, workspace: room.Workspace):
    page.goto("/people?q=ada")
    signed_out(page)
    expect(page).to_have_title("Sign in · kith")
    expect(page.get_by_label("API key")).to_be_focused()
    looking.look(page, "sign-in")
    page.get_by_label("API key").fill(workspace.key)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="People")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/people\?q=ada$"))


def test_a_key_that_does_not_work_is_told_so_beside_its_field(page: Page, workspace: room.Workspace):
    page.goto("/")
    page.get_by_label("API key").fill(workspace.key[:-1] + ("0" if workspace.key[-1] != "0" else "1"))
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("This key does not work")
    expect(page.get_by_label("API key")).to_have_accessible_description(re.compile("This key does not work"))
    expect(page.get_by_label("API key")).to_have_value("")
    looking.look(page, "sign-in-refused")


def test_signing_out_ends_the_session_and_the_old_cookie_is_refused(signed_in: Page):
    old = signed_in.context.cookies()
    assert [(it["httpOnly"], it["sameSite"], it["path"]) for it in old] == [(True, "Strict", "/")]
    assert signed_in.evaluate("document.cookie") == ""
    signed_in.get_by_role("button", name="Sign out").click()
    expect(signed_in.get_by_role("status")).to_have_text("You are signed out.")
    assert signed_in.context.cookies() == []
    signed_in.context.add_cookies(old)
    signed_in.goto("/")
    signed_out(signed_in)


def test_going_back_after_signing_out_shows_nothing_of_before(signed_in: Page):
    looking.go(signed_in, "People")
    signed_in.get_by_role("button", name="Sign out").click()
    expect(signed_in.get_by_role("status")).to_have_text("You are signed out.")
    signed_in.go_back()
    signed_out(signed_in)


def test_revoking_a_key_ends_the_sessions_that_began_with_it(page: Page, workspace: room.Workspace):
    key = workspace.makes_a_key("--scope", "read", "--name", "A guest's key")
    looking.sign_in(page, key["api_key"])
    expect(page.get_by_text("A guest's key")).to_be_visible()
    workspace.revokes(key["key_id"])
    page.goto("/people")
    signed_out(page)


def test_a_session_that_nobody_used_for_an_hour_is_led_to_sign_in_and_back(page: Page, workspace: room.Workspace):
    workspace.imports(room.export([room.person("Ottoline", "Marchpane"), room.person("Percival", "Quill")]), "Ada")
    looking.sign_in(page, workspace.key)
    looking.go(page, "People")
    room.passes(minutes=59)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("People")
    room.passes(minutes=60)
    page.get_by_role("searchbox", name="Search").fill("quill")
    signed_out(page)
    expect(page.get_by_role("alert")).to_contain_text("Your session has ended.")
    page.get_by_label("API key").fill(workspace.key)
    page.keyboard.press("Enter")
    expect(page.get_by_role("searchbox", name="Search")).to_have_value("quill")
    expect(page.get_by_role("row").filter(has_text="Percival Quill")).to_have_count(1)
    expect(page.get_by_role("row").filter(has_text="Ottoline Marchpane")).to_have_count(0)


def test_a_link_signs_in_once(contexts: Contexts, workspace: room.Workspace):
    link = workspace.makes_a_link()
    first = contexts.make().new_page()
    first.goto(link)
    looking.look(first, "sign-in-by-link")
    first.get_by_role("button", name="Sign in with this link").click()
    expect(first.get_by_role("button", name="Sign out")).to_be_visible()
    assert "link=" not in first.url
    second = contexts.make().new_page()
    second.goto(link)
    second.get_by_role("button", name="Sign in with this link").click()
    expect(second.get_by_role("alert")).to_contain_text("This link was used before")
    expect(second.get_by_label("API key")).to_be_visible()


def test_two_people_are_signed_in_to_their_own_workspaces(contexts: Contexts):
    for _ in range(2):
        workspace = room.Workspace()
        workspace.imports(room.export([room.person("Only", workspace.name)]), "Ours")
        page = contexts.make().new_page()
        looking.sign_in(page, workspace.key)
        looking.go(page, "People")
        expect(page.get_by_role("row").filter(has_text=workspace.name)).to_have_count(1)
