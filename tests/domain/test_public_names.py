"""Tests use public names only: what is behind them may change without a test noticing."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parent.parent
FOLDERS = ("cli", "db", "delivery", "demo", "domain", "geo", "journeys", "routes", "serving", "settings")
PUBLIC = {"_mapping", "_replace", "_asdict", "_fields"}
"""Of SQLAlchemy's rows and of named tuples: named so only to make room for columns."""


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__") and name not in PUBLIC and name != "_"


def private_uses(tree: ast.AST) -> Iterator[str]:
    """Private names of others: as an attribute, imported, or named to `monkeypatch`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and is_private(node.attr):
            if not (isinstance(node.value, ast.Name) and node.value.id in ("self", "cls")):
                yield ast.unparse(node)
        elif isinstance(node, ast.ImportFrom):
            yield from (one.name for one in node.names if is_private(one.name))
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("setattr"):
            texts = (each.value for each in node.args if isinstance(each, ast.Constant))
            yield from (text for text in texts if is_private(str(text).rpartition(".")[2]))


@pytest.mark.parametrize("folder", FOLDERS)
def test_nothing_private_is_used(folder: str) -> None:
    files = sorted((TESTS / folder).rglob("*.py"))
    assert files
    found = {file.name: list(private_uses(ast.parse(file.read_text()))) for file in files}
    assert {name: uses for name, uses in found.items() if uses} == {}


@pytest.mark.parametrize(
    "code",
    [
        "accounts._hasher",
        "from backend.domain.staff.accounts import _hasher",
        "monkeypatch.setattr(accounts, '_hasher', 1)",
        "monkeypatch.setattr('backend.domain.staff.accounts._hasher', 1)",
    ],
)
def test_a_private_name_is_found_however_it_is_used(code: str) -> None:
    assert list(private_uses(ast.parse(code)))
