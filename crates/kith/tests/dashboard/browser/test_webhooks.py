"""Webhooks: one is made, tested and told, what it answered is read, and a message is sent again."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

import looking
import room
from receiving import Receiver

BEFORE = room.person("Ottoline", "Marchpane", company="Brassknob Ltd", position="Clockmaker")
AFTER = room.person("Ottoline", "Marchpane", company="Acme", position="Clockmaker")


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    yield receiver
    receiver.end()


def makes(page: Page, receiver: Receiver, name: str = "Our bell") -> None:
    looking.go(page, "Webhooks")
    page.get_by_label("Address").fill(receiver.url)
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Make the webhook").click()
    expect(page.get_by_text(re.compile("^whsec_"))).to_be_visible()


def test_one_is_made_with_a_secret_that_is_shown_once(signed_in: Page, receiver: Receiver):
    looking.go(signed_in, "Webhooks")
    expect(signed_in.get_by_role("main")).to_contain_text("There is no webhook yet.")
    makes(signed_in, receiver)
    looking.look(signed_in, "webhook-secret")
    secret = signed_in.get_by_text(re.compile("^whsec_")).inner_text()
    looking.follows(signed_in, signed_in.get_by_role("link", name="Go to the webhook"))
    expect(signed_in.get_by_role("heading", level=1)).to_have_text(receiver.url)
    assert secret not in signed_in.content()
    looking.go(signed_in, "Webhooks")
    row = signed_in.get_by_role("table").get_by_role("row").filter(has_text="Our bell")
    expect(row).to_contain_text("enabled")
    assert secret not in signed_in.content()
    looking.look(signed_in, "webhooks-one")


def test_a_test_message_arrives_and_is_in_the_log_with_its_body_and_the_answer(signed_in: Page, receiver: Receiver):
    makes(signed_in, receiver)
    signed_in.get_by_role("link", name="Go to the webhook").click()
    signed_in.get_by_role("button", name="Send a test").click()
    expect(signed_in.get_by_role("status")).to_have_text("The message was accepted.")
    sent = receiver.next()
    log = signed_in.get_by_role("table", name=re.compile("Newest first"))
    expect(log.get_by_role("row").nth(1)).to_contain_text("200")
    looking.look(signed_in, "webhook")
    log.get_by_role("link").first.click()
    expect(signed_in.get_by_role("heading", level=1)).to_have_text("Delivery")
    expect(signed_in.get_by_role("main")).to_contain_text("200 accepted")
    expect(signed_in.get_by_role("region", name="Body")).to_contain_text(f'"{sent["timestamp"]}"')
    looking.look(signed_in, "delivery")


def test_a_message_that_was_refused_is_sent_again(signed_in: Page, workspace: room.Workspace, receiver: Receiver):
    workspace.imports(room.export([BEFORE]), "Ada")
    makes(signed_in, receiver)
    receiver.status = 503
    workspace.imports(room.export([AFTER]), "Ada")
    first = receiver.next()
    assert first["type"] == "connection.updated"
    # It is in the log once it was answered, which is a moment later.
    log = signed_in.get_by_role("table", name=re.compile("Newest first"))
    looking.follows(signed_in, signed_in.get_by_role("link", name="Go to the webhook"))
    looking.comes(signed_in, log)
    expect(log.get_by_role("row").nth(1)).to_contain_text("503")
    log.get_by_role("link").first.click()
    expect(signed_in.get_by_role("main")).to_contain_text("503 not accepted")
    expect(signed_in.get_by_role("main")).to_contain_text("the next is due")
    expect(signed_in.get_by_role("region", name="Body")).to_contain_text("Brassknob Ltd")
    receiver.status = 200
    signed_in.get_by_role("button", name="Send it again").click()
    expect(signed_in.get_by_role("status")).to_have_text("Sent again, and accepted.")
    again = receiver.next()
    assert again["data"] == first["data"]
    expect(signed_in.get_by_role("main")).to_contain_text("200 accepted")


def test_an_address_that_is_not_allowed_is_told_and_what_was_typed_stays(signed_in: Page):
    looking.go(signed_in, "Webhooks")
    signed_in.get_by_label("Address").fill("http://10.1.2.3/hook")
    signed_in.get_by_label("Name").fill("Too far")
    signed_in.get_by_label("A sync failed").uncheck()
    signed_in.get_by_role("button", name="Make the webhook").click()
    expect(signed_in.get_by_role("alert")).to_be_visible()
    expect(signed_in.get_by_label("Address")).to_have_value("http://10.1.2.3/hook")
    expect(signed_in.get_by_label("Name")).to_have_value("Too far")
    expect(signed_in.get_by_label("A sync failed")).not_to_be_checked()
    looking.look(signed_in, "webhook-refused")


def test_one_is_paused_given_a_new_secret_and_deleted(signed_in: Page, receiver: Receiver):
    makes(signed_in, receiver)
    old = signed_in.get_by_text(re.compile("^whsec_")).inner_text()
    signed_in.get_by_role("link", name="Go to the webhook").click()
    signed_in.get_by_label("Enabled").uncheck()
    signed_in.get_by_role("button", name="Save").click()
    expect(signed_in.get_by_role("status")).to_have_text("The webhook is changed.")
    expect(signed_in.get_by_label("Enabled")).not_to_be_checked()
    signed_in.get_by_role("button", name="New secret").click()
    expect(signed_in.get_by_text(re.compile("^whsec_"))).not_to_have_text(old)
    signed_in.get_by_role("link", name="Go to the webhook").click()
    signed_in.get_by_role("link", name="Delete").click()
    looking.look(signed_in, "webhook-delete")
    signed_in.get_by_role("button", name="Delete the webhook").click()
    expect(signed_in.get_by_role("status")).to_have_text("The webhook is deleted.")


def test_who_may_only_read_sees_the_log_and_no_buttons(page: Page, workspace: room.Workspace):
    reader = workspace.makes_a_key("--scope", "read")
    looking.sign_in(page, reader["api_key"])
    looking.go(page, "Webhooks")
    expect(page.get_by_role("main")).to_contain_text("needs a key with the scope manage")
    expect(page.get_by_role("main").get_by_role("button")).to_have_count(0)
