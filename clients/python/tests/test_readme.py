"""The example of the README runs as it stands."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest


def test_the_example_of_the_readme_runs(
    account_of: Callable[[range], str], capsys: pytest.CaptureFixture[str]
) -> None:
    account_of(range(60))
    text = (Path(__file__).parent.parent / "README.md").read_text()
    (example,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    exec(compile(example, "README.md", "exec"), {})
    assert "Jane" in capsys.readouterr().out
