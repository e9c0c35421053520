"""Reads an export back with a program that is not kith, and compares it with the answer of list_connections.

Arguments: the format, the file, the answer as JSON.
"""

import csv
import datetime
import json
import sys

FIELDS = [
    "id", "first_name", "last_name", "name", "job_title",
    "company", "position", "email", "profile_url", "connected_on",
]


def read_csv(path):
    def as_it_was(cell):
        behind = cell.lstrip("'")
        is_formula = behind.lstrip().startswith(("=", "+", "-", "@")) or behind[:1] in ("\t", "\r", "\n")
        return cell[1:] if is_formula else cell

    with open(path, encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file, strict=True)
        for row in rows:
            assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for cell in row.values()), row
            yield {name: as_it_was(cell) or None for name, cell in row.items()}
        assert rows.fieldnames == FIELDS


def read_ndjson(path):
    with open(path, encoding="utf-8", newline="\n") as file:
        for line in file:
            row = json.loads(line)
            assert row.pop("profile_picture") is None
            yield row


def read_parquet(path):
    import pyarrow
    import pyarrow.parquet

    table = pyarrow.parquet.read_table(path)
    assert table.schema.names == FIELDS
    assert table.schema.field("name").type == pyarrow.string()
    assert table.schema.field("connected_on").type == pyarrow.date32()
    for row in table.to_pylist():
        day = row["connected_on"]
        assert day is None or isinstance(day, datetime.date)
        yield row | {"connected_on": day and day.isoformat()}


def read_vcard(path):
    """What a card holds: `job_title` is made of what it says."""
    import vobject

    with open(path, encoding="utf-8", newline="") as file:
        for card in vobject.readComponents(file):
            assert card.version.value == "4.0"
            titles = [title.value for title in card.contents.get("title", [])]
            org = card.org.value if "org" in card.contents else None
            note = card.note.value if "note" in card.contents else None
            yield {
                "id": card.uid.value,
                "name": card.fn.value,
                "first_name": card.n.value.given or None,
                "last_name": card.n.value.family or None,
                "titles": titles,
                "company": org and ";".join(org),
                "email": card.email.value if "email" in card.contents else None,
                "profile_url": card.url.value if "url" in card.contents else None,
                "connected_on": note and note.removeprefix("Connected on LinkedIn on "),
            }


def as_a_card(row):
    """A row of the list as a card holds it: new lines are \\n, and a headline follows a position."""
    row = {name: text and text.replace("\r\n", "\n").replace("\r", "\n") for name, text in row.items()}
    position, title, company = row.pop("position"), row.pop("job_title"), row["company"]
    made_up = f"{position} at {company}" if position and company else position or company
    return row | {"titles": [text for text in (position, title if title != made_up else None) if text]}


def main():
    kind, path, answer = sys.argv[1:]
    with open(answer, encoding="utf-8") as file:
        rows = json.load(file)["data"]["connections"]
    expected = [{name: row[name] for name in FIELDS} for row in rows]
    if kind == "vcard":
        expected = [as_a_card(row) for row in expected]
    read = list(globals()[f"read_{kind}"](path))
    assert len(read) == len(expected), (len(read), len(expected))
    for at, (got, right) in enumerate(zip(read, expected)):
        assert got == right, f"row {at}: {got!r} is not {right!r}"
    print(len(read), "equal")


main()
