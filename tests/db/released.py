"""What deploy/RELEASED names, and what is wrong with the migrations since then."""

import ast
import re
from dataclasses import dataclass
from pathlib import Path

LINE = re.compile(r"(commit) ([0-9a-f]{40})|(revision) ([0-9]{4})", re.ASCII)
TAKES_AWAY = {"drop_table", "drop_column", "drop_constraint", "rename_table", "alter_column"}


@dataclass(frozen=True)
class Released:
    commit: str
    revision: str


def read(text: str) -> Released:
    """Comments begin with #; else one line `commit HASH` and one `revision NUMBER`. Raises ValueError."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        if not (match := LINE.fullmatch(line)):
            raise ValueError(f"not a line of a release: {line!r}")
        name, value = (part for part in match.groups() if part is not None)
        if found.setdefault(name, value) is not value:
            raise ValueError(f"{name} is named twice")
    if len(found) != 2:
        raise ValueError("a release has a commit and a revision")
    return Released(**found)


def faults(versions: Path, released: Released) -> list[str]:
    """Why the migrations in this folder are not fit to run beside the release; empty when they are."""
    files = {file.name[:4]: file for file in sorted(versions.glob("*.py"))}
    found = [f"{number} has no number" for number in files if not re.fullmatch("[0-9]{4}", number)]
    if released.revision not in files:
        found.append(f"the released revision {released.revision} is missing")
    for number, file in files.items():
        module = ast.parse(file.read_text())
        named = _constants(module)
        if named.get("revision") != number:
            found.append(f"{file.name} holds revision {named.get('revision')}")
        if number > released.revision:
            found += [f"{number} {fault}" for fault in _undeclared(module, named, released)]
    return found


def _undeclared(module: ast.Module, named: dict[str, object], released: Released) -> list[str]:
    oldest = named.get("OLDEST")
    if named.get("KIND") == "expand":
        taken = sorted(_calls_in_upgrade(module) & TAKES_AWAY)
        return [f"expands, but calls {name}" for name in taken] + ["expands, so has no OLDEST"] * (
            oldest is not None
        )
    if named.get("KIND") == "contract":
        if not isinstance(oldest, str) or not re.fullmatch("[0-9]{4}", oldest):
            return ["contracts, but does not say what it still bears"]
        return [] if oldest <= released.revision else [f"no longer bears the release, at {released.revision}"]
    return ["does not say whether it expands or contracts"]


def _constants(module: ast.Module) -> dict[str, object]:
    return {
        target.id: node.value.value
        for node in module.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _calls_in_upgrade(module: ast.Module) -> set[str]:
    upgrade = [node for node in module.body if isinstance(node, ast.FunctionDef) and node.name == "upgrade"]
    return {
        call.func.attr
        for function in upgrade
        for call in ast.walk(function)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)
    }
