"""Network: its charts are drawn, each says in words and in a table what it shows, and both may be taken away."""

import csv
import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

import looking
import room

# How many colours a chart has, the paper's among them.
COLOURS = """canvas => {
    const {width, height} = canvas;
    const drawn = canvas.getContext("2d").getImageData(0, 0, width, height).data;
    return new Set(new Uint32Array(drawn.buffer)).size;
}"""
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(scope="module")
def two() -> room.Workspace:
    workspace = room.Workspace()
    workspace.imports(room.EVERYONE, "Ada Lovelace")
    workspace.imports(room.SAMPLE, "Charles Babbage")
    return workspace


@pytest.fixture
def network(page: Page, two: room.Workspace) -> Page:
    looking.sign_in(page, two.key)
    looking.go(page, "Network")
    page.get_by_label("Account", exact=True).select_option(label="Charles Babbage")
    # The number of connections, which stands first: in the table of overlap both accounts have theirs already.
    expect(page.get_by_role("definition").first).to_have_text("1,201")
    return page


def figure(page: Page, name: str) -> Locator:
    return page.get_by_role("figure", name=name)


FIGURES = ["Growth", "Companies", "Titles", "Seniority", "Overlap between accounts"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_chart_is_drawn_and_says_what_it_shows(network: Page, scheme: str):
    network.emulate_media(color_scheme=scheme)
    for name in FIGURES:
        chart = figure(network, name).get_by_role("img")
        expect(chart).to_have_accessible_name(re.compile(f"Chart: {name}. .+"))
        chart.scroll_into_view_if_needed()
        assert chart.evaluate(COLOURS) > 3, name


def test_every_chart_has_its_table_and_both_are_downloaded(network: Page, tmp_path: Path):
    for name in FIGURES:
        one = figure(network, name)
        one.get_by_text(f"Table: {name}").click()
        table = one.get_by_role("table")
        expect(table).to_be_visible()
        shown = table.get_by_role("row").filter(has=network.get_by_role("rowheader")).count()
        with network.expect_download() as caught:
            one.get_by_role("link", name="Download table (CSV)").click()
        lines = list(csv.reader(io.StringIO(looking.text_of(caught.value))))
        assert len(lines) - 1 >= shown > 0, name
        with network.expect_download() as caught:
            one.get_by_role("button", name="Download picture (PNG)").click()
        assert Path(caught.value.path()).read_bytes().startswith(PNG), name
    looking.look(network, "network-tables")


def test_growth_ends_at_all_connections(network: Page):
    one = figure(network, "Growth")
    one.get_by_text("Table: Growth").click()
    expect(one.get_by_role("row").filter(has=network.get_by_role("rowheader")).last).to_contain_text(
        re.compile(r"1,20[01]")
    )


def test_overlap_is_the_same_read_either_way(network: Page):
    table = network.get_by_role("table", name=re.compile("How many people two accounts both know"))
    cells = [row.get_by_role("cell").all_inner_texts() for row in table.get_by_role("row").all()[1:]]
    assert cells[0][1] == cells[1][0]
    assert 0 < int(cells[0][1].replace(",", "")) <= 1_201


def test_one_account_is_told_that_overlap_needs_two(page: Page, workspace: room.Workspace):
    workspace.imports(room.SAMPLE, "Charles Babbage")
    looking.sign_in(page, workspace.key)
    looking.go(page, "Network")
    expect(page.get_by_role("main")).to_contain_text("Overlap needs two accounts")
