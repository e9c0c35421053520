"""The folder that the server runs in: workspaces, keys and exports for a test, made by the binary itself."""

import csv
import io
import itertools
import json
import os
import sqlite3
import subprocess
import urllib.error
import urllib.request
import zipfile
from pathlib import Path

HERE = Path(os.environ["KITH_ROOM"])
URL = os.environ["KITH_URL"]
EVERYONE = HERE / "everyone.zip"
EVERYONE_LATER = HERE / "everyone-later.zip"
SAMPLE = Path(__file__).parents[5] / "samples/Basic_LinkedInDataExport.zip"
ODD_ROWS = Path(__file__).parents[2] / "fixtures/odd.csv"

HEADER = ["First Name", "Last Name", "URL", "Email Address", "Company", "Position", "Connected On"]
NOTES = 'Notes:\n"When exporting your connection data, you may notice that some addresses are missing."\n\n'

_numbers = itertools.count(1)


def kith(*words: object) -> dict:
    """Runs a command in the room: the JSON that it prints."""
    command = [os.environ["KITH_BIN"], *map(str, words), "--output", "json"]
    ran = subprocess.run(command, cwd=HERE, env={}, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, f"{words}: {ran.stderr}"
    return json.loads(ran.stdout) if ran.stdout.strip() else {}


class Workspace:
    """One that nothing of another test is in, with a key that may do everything."""

    def __init__(self) -> None:
        self.name = f"test-{os.getpid()}-{next(_numbers)}"
        kith("workspace", "create", self.name)
        self.key = self.makes_a_key()["api_key"]

    def makes_a_key(self, *words: object) -> dict:
        return kith("key", "create", "--workspace", self.name, *(words or ("--scope", "admin")))

    def makes_a_link(self) -> str:
        """One that signs in once, to this server."""
        key = self.makes_a_key()
        said = kith("dashboard", "--workspace", self.name, "--key", key["key_id"])
        return URL + "/" + said["dashboard_url"].split("/", 3)[3]

    def revokes(self, key_id: str) -> None:
        kith("key", "revoke", key_id, "--workspace", self.name)

    def imports(self, export: Path, account: str) -> str:
        """The account's id."""
        said = kith("import", export, "--account", account, "--workspace", self.name)
        return said["account_id"]


def passes(minutes: int) -> None:
    """What a clock does while nobody uses a session. The binary has the machine's own clock, so it is the use that moves
    back."""
    store = sqlite3.connect(HERE / "kith-data" / "kith.sqlite3")
    with store:
        store.execute("UPDATE sessions SET seen_at = seen_at - ?", (minutes * 60_000_000,))
    store.close()


def asks(key: str, path: str, body: dict | None = None) -> tuple[int, dict]:
    """The API itself, with a key: the status and the answer."""
    headers = {"x-api-key": key, "content-type": "application/json"}
    content = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(URL + path, data=content, headers=headers)
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def lists(key: str, account: str, count: int = 50) -> tuple[int, dict]:
    return asks(key, "/v2/network", {"account_id": account, "action": "list_connections", "params": {"count": count}})


def person(first: str, last: str, **cells: str) -> list[str]:
    """A row of an export; the address follows from the name unless it is given."""
    url = cells.get("url", f"https://www.linkedin.com/in/{first}-{last}".lower().replace(" ", "-"))
    email, company, position = (cells.get(name, "") for name in ("email", "company", "position"))
    return [first, last, url, email, company, position, cells.get("day", "01 Jan 2024")]


def export(rows: list[list[str]], owner: tuple[str, str] = ("Ada", "Lovelace"), name: str | None = None) -> Path:
    """Writes an export as LinkedIn makes it, and says where."""
    path = HERE / (name or f"export-{os.getpid()}-{next(_numbers)}.zip")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Connections.csv", NOTES + _table([HEADER, *rows]))
        archive.writestr("Profile.csv", _table([["First Name", "Last Name"], list(owner)]))
    return path


def _table(rows: list[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


# A name of each script that people are written in, the right-to-left ones among them, and what they do there.
SCRIPTS = [
    person("محمد", "الفارسي", company="شركة المستقبل", position="مهندس برمجيات", url="https://www.linkedin.com/in/ar"),
    person("נועה", "כהן", company="חברת הים", position="מנהלת מוצר", url="https://www.linkedin.com/in/he"),
    person("فاطمه", "رضایی", company="پارس", position="پژوهشگر", url="https://www.linkedin.com/in/fa"),
    person("伟", "张", company="北京钟表", position="工程师", url="https://www.linkedin.com/in/zh"),
    person("さくら", "田中", company="東京時計", position="デザイナー", url="https://www.linkedin.com/in/ja"),
    person("민준", "김", company="서울", position="개발자", url="https://www.linkedin.com/in/ko"),
    person("Анна", "Иванова", company="Часы", position="Инженер", url="https://www.linkedin.com/in/ru"),
    person("Ελένη", "Παπαδοπούλου", company="Ρολόγια", position="Μηχανικός", url="https://www.linkedin.com/in/el"),
    person("प्रिया", "शर्मा", company="घड़ी", position="अभियंता", url="https://www.linkedin.com/in/hi"),
    person("สมชาย", "ใจดี", company="นาฬิกา", position="วิศวกร", url="https://www.linkedin.com/in/th"),
    person("தமிழ்", "செல்வன்", company="கடிகாரம்", position="பொறியாளர்", url="https://www.linkedin.com/in/ta"),
    person("Նարեկ", "Պետրոսյան", company="Ժամ", position="Ինժեներ", url="https://www.linkedin.com/in/hy"),
    person("გიორგი", "ბერიძე", company="საათი", position="ინჟინერი", url="https://www.linkedin.com/in/ka"),
    person("ሰላም", "ተስፋዬ", company="ሰዓት", position="መሐንዲስ", url="https://www.linkedin.com/in/am"),
    person("Zoë", "Nuñez-Østergård", company="Ünlü & Söhne", position="Ingénieure", url="https://www.linkedin.com/in/la"),
]

SCRIPT = person("<script>alert(1)</script>", "<b>Bold</b>", company='"><img src=x onerror=alert(2)>',
                position="{{ 7 * 7 }} & </td>", url="https://www.linkedin.com/in/script")
LONG_TITLE = "Head of everything " * 210 + "at the end"
LONG = person("Long", "Titled", company="C" * 300, position=LONG_TITLE[:4000], url="https://www.linkedin.com/in/long")
ODD = [*SCRIPTS, SCRIPT, LONG]
