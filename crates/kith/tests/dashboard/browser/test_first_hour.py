"""The first hour: an empty dashboard leads from LinkedIn's export to texts that are copied and run as they stand."""

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import looking
import room


@pytest.fixture
def hour(signed_in: Page) -> Page:
    signed_in.context.grant_permissions(["clipboard-read", "clipboard-write"])
    return signed_in


def copied(page: Page, name: str) -> str:
    button = page.get_by_role("button", name=f"Copy {name}")
    button.click()
    expect(button).to_have_text("Copied")
    return page.evaluate("navigator.clipboard.readText()")


def runs(command: list[str], variables: dict[str, str] | None = None) -> str:
    known = {"PATH": os.environ["PATH"], "PYTHONIOENCODING": "utf-8"}
    ran = subprocess.run(command, env=known | (variables or {}), capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def assistant_knows(names: list[str], *server: str | Path) -> None:
    """A client of the protocol that is told of a server like this finds its tools, and these people by one of them."""
    inspector = [os.environ["KITH_TEST_NODE_BIN"], os.environ["KITH_MCP_INSPECTOR"], "--cli"]

    def asks(*words: str) -> dict:
        # What takes several values stands in front, so that the server is none of them.
        return json.loads(runs([*inspector, *words, *map(str, server)]))

    tools = {tool["name"]: tool for tool in asks("--method", "tools/list")["tools"]}
    assert "list_connections" in tools
    called = asks("--tool-name", "list_accounts", "--method", "tools/call")
    [account] = called["structuredContent"]["data"]["accounts"]
    fields = ["--tool-arg", f"account_id={account['account_id']}", "--tool-arg", "count=10"]
    called = asks(*fields, "--tool-name", "list_connections", "--method", "tools/call")
    assert [one["name"] for one in called["structuredContent"]["data"]["connections"]] == names


def test_an_empty_dashboard_leads_by_the_hand_to_an_answer(hour: Page, tmp_path: Path):
    expect(hour.get_by_role("heading", level=1)).to_have_text("First hour")
    main = hour.get_by_role("main")
    for words in ["Get a copy of your data", "Request archive", "up to 24 hours"]:
        expect(main).to_contain_text(words)
    looking.look(hour, "first-hour")

    looking.drop(hour, hour.get_by_label("Your export from LinkedIn"), room.SAMPLE)
    hour.get_by_role("link", name="Ask for them by a program").click()
    expect(hour.get_by_role("heading", level=1)).to_have_text("First hour")
    expect(hour.get_by_role("heading", name=re.compile("^Drop it here"))).to_contain_text("Done")

    looking.follows(hour, hour.get_by_role("button", name="Make a key for this"))
    expect(hour.get_by_role("status").first).to_contain_text("shown this once")
    looking.look(hour, "first-hour-key")

    key = copied(hour, "the line that sets the key")
    secret = re.search(r"kith_\w+", key).group()
    first = json.loads(runs(["sh", "-c", f"{key}\n{copied(hour, 'the curl command')}"]))
    names = [one["name"] for one in first["data"]["connections"]]
    assert len(names) == 10

    python = tmp_path / "network.py"
    python.write_text(copied(hour, "the Python program"), encoding="utf-8")
    printed = runs([sys.executable, str(python)], {"KITH_API_KEY": secret})
    assert all(name in printed for name in names)

    typescript = tmp_path / "network.mts"
    typescript.write_text(copied(hour, "the TypeScript program"), encoding="utf-8")
    printed = runs([os.environ["KITH_TEST_NODE_BIN"], str(typescript)], {"KITH_API_KEY": secret})
    assert all(name in printed for name in names)

    setting = tmp_path / "mcp.json"
    setting.write_text(copied(hour, "the MCP setting"), encoding="utf-8")
    assistant_knows(names, "--config", setting, "--server", "kith")
    line = shlex.split(copied(hour, "the line for Claude Code"))
    assert line[:6] == ["claude", "mcp", "add", "--transport", "http", "kith"]
    assistant_knows(names, line[6], *line[3:5], *line[7:])


def test_the_texts_hold_no_key_until_one_is_made(hour: Page, workspace: room.Workspace):
    hour.goto("/start")
    assert workspace.key not in hour.content()
    assert "KITH_API_KEY" in copied(hour, "the curl command")


def test_a_button_that_is_pressed_again_while_it_says_so_says_what_it_does_in_the_end(hour: Page):
    hour.clock.install()
    hour.goto("/start")
    button = hour.get_by_role("button", name="Copy the curl command")
    for _ in range(2):
        button.click()
        expect(button).to_have_text("Copied")
    hour.clock.run_for(5_000)
    expect(button).to_have_text("Copy")


def test_who_may_only_read_is_told_what_it_takes(page: Page, workspace: room.Workspace):
    looking.sign_in(page, workspace.makes_a_key("--scope", "read")["api_key"])
    main = page.get_by_role("main")
    expect(main).to_contain_text("Your key may look and not manage.")
    expect(page.get_by_label("Your export from LinkedIn")).to_have_count(0)
    expect(page.get_by_role("button", name="Make a key for this")).to_have_count(0)
