"""deploy/RELEASED says what the last release was, and each migration since then says what it does to that release."""

from pathlib import Path

import pytest

from backend.paths import MIGRATIONS
from tests.db.released import Released, faults, read

RELEASED = MIGRATIONS.parent / "deploy" / "RELEASED"
COMMIT = "0" * 40
BEFORE = Released(COMMIT, "0001")


def test_what_was_released_is_well_formed_and_each_migration_since_then_is_declared() -> None:
    assert faults(MIGRATIONS / "versions", read(RELEASED.read_text())) == []


def test_a_release_is_a_commit_and_a_revision() -> None:
    assert read(f"# a comment\nrevision 0042\ncommit {COMMIT}\n") == Released(COMMIT, "0042")


@pytest.mark.parametrize(
    "text",
    [
        "",
        f"commit {COMMIT}\n",
        "revision 0007\n",
        f"commit {COMMIT[1:]}\nrevision 0007\n",
        f"commit {COMMIT}\nrevision 7\n",
        f"commit {COMMIT}\nrevision 0007\nversion 1.0.0\n",
        f"commit {COMMIT}\nrevision 0007\nrevision 0008\n",
        f"commit {COMMIT}\n\nrevision 0007\n",
    ],
)
def test_anything_else_is_none(text: str) -> None:
    with pytest.raises(ValueError, match=r"line|twice|a release has"):
        read(text)


@pytest.mark.parametrize(
    ("second", "found"),
    [
        ('revision = "0002"\nKIND = "expand"', []),
        ('revision = "0002"\nKIND = "contract"\nOLDEST = "0001"', []),
        ('revision = "0002"', ["0002 does not say whether it expands or contracts"]),
        ('revision = "0002"\nKIND = "both"', ["0002 does not say whether it expands or contracts"]),
        ('revision = "0002"\nKIND = "contract"', ["0002 contracts, but does not say what it still bears"]),
        (
            'revision = "0002"\nKIND = "contract"\nOLDEST = "0002"',
            ["0002 no longer bears the release, at 0001"],
        ),
        ('revision = "0002"\nKIND = "expand"\nOLDEST = "0001"', ["0002 expands, so has no OLDEST"]),
        (
            'revision = "0002"\nKIND = "expand"\ndef upgrade():\n    op.drop_column("a", "b")',
            ["0002 expands, but calls drop_column"],
        ),
        (
            'revision = "0002"\nKIND = "expand"\ndef upgrade():\n    pass\ndef downgrade():\n    op.drop_table("a")',
            [],
        ),
        ('revision = "0003"\nKIND = "expand"', ["0002_second.py holds revision 0003"]),
    ],
)
def test_a_migration_after_the_release_says_what_it_does_and_bears_the_release(
    tmp_path: Path, second: str, found: list[str]
) -> None:
    (tmp_path / "0001_first.py").write_text('revision = "0001"\n')
    (tmp_path / "0002_second.py").write_text(second + "\n")
    assert faults(tmp_path, BEFORE) == found


def test_the_released_revision_has_to_be_there(tmp_path: Path) -> None:
    assert faults(tmp_path, BEFORE) == ["the released revision 0001 is missing"]
