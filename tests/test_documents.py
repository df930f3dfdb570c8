"""README and CONTRIBUTING name what is there: who follows them finds it."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOCUMENTS = ("README.md", "CONTRIBUTING.md")
# What a command makes, or takes, stands in no clone.
MADE = {".venv/bin/burgernet", "screenshots/", "var/"}
NAMED = re.compile(r"`((?:[\w.-]+/)+[\w.-]*|[\w-]+\.(?:py|toml|ts|tsx|css))`")


def read(document: str) -> str:
    return (ROOT / document).read_text(encoding="utf-8")


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_path_a_document_names_exists(document: str) -> None:
    named = set(NAMED.findall(read(document))) - MADE
    assert len(named) > 5
    places = (ROOT, ROOT / "backend", ROOT / "backend" / "delivery", ROOT / "backend" / "domain")
    assert [path for path in sorted(named) if not any((place / path).exists() for place in places)] == []


def test_what_a_newcomer_looks_for_is_where_contributing_says() -> None:
    table = read("CONTRIBUTING.md").split("## Where is …\n")[1].split("\n## ")[0]
    rows = [line.split("|")[2:4] for line in table.splitlines() if "`" in line]
    assert len(rows) == 22
    for files, name in rows:
        wanted = name.strip().strip("`")
        for file in re.findall(r"`([^`]+)`", files):
            lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
            assert [line for line in lines if re.match(rf"\s*{re.escape(wanted)}(?!\w)", line)], (
                file,
                wanted,
            )
