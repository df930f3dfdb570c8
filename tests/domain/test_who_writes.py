"""Who changes deliveries and streams, and who locks rows: read from the code of the whole backend.

What a delivery becomes stays in two places, and the order of locks in one, only as long as nobody writes another."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import backend

ROOT = Path(backend.__file__).parent
OWNERS = ("domain/deliveries/states.py", "delivery/outbox/")
"""Nobody else changes a delivery or a stream."""
LOCKS = ("domain/deliveries/locks.py",)
"""Nobody else locks actions, participants or deliveries."""
LOCKED_ELSEWHERE = {
    "delivery/outbox/lead.py": "sender",
    "domain/deliveries/announcements.py": "Municipality",
    "domain/deliveries/open_sockets.py": "WebProcess",
    "domain/participants/kiosks.py": "Registration",
    "domain/staff/audit.py": "AuditHead",
    "domain/staff/second_factor.py": "Staff",
}
"""Rows that come after those, or beside them: one table each."""
OTHERS = {"self", "action", "settled"}
"""What has attributes of these names and is no row of these: an action's result, what a worker brings."""
TABLES = {"Delivery", "Stream"}
COLUMNS = {
    "result",
    "unanswered",
    "began_at",
    "answered_at",
    "due_at",
    "leased_by",
    "handed_over_at",
    "accepted_at",
    "shown_at",
    "opened_at",
    "next_seq",
    "last_seq",
}
UPDATE = re.compile(r'\bUPDATE\s+(?:ONLY\s+)?"?(?:delivery|stream)\b', re.I)
LOCK = re.compile(r"\bFOR\s+(?:NO\s+KEY\s+UPDATE|UPDATE|SHARE|KEY\s+SHARE)\b")


def names(node: ast.AST) -> set[str]:
    """Every name in an expression, however it is reached: `models.Delivery` and `Delivery` alike."""
    found = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
    return found | {each.attr for each in ast.walk(node) if isinstance(each, ast.Attribute)}


def texts(tree: ast.AST) -> Iterator[str]:
    """Its strings but docstrings, with what is put into them left out."""
    said = {id(each.value) for each in ast.walk(tree) if isinstance(each, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = (each.value if isinstance(each, ast.Constant) else "?" for each in node.values)
            yield "".join(map(str, parts))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node.value


def updaters(tree: ast.AST) -> set[str]:
    """What SQLAlchemy's `update` is called here."""
    return {"update"} | {
        one.asname
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for one in node.names
        if one.name == "update" and one.asname
    }


def changes(tree: ast.AST) -> Iterator[str]:
    """Whatever changes a delivery or a stream that is there."""
    update = updaters(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func).rpartition(".")[2]
            # `update(Delivery)`, and `Delivery.__table__.update()`.
            of = names(node.func).union(*(names(each) for each in node.args[:1]))
            if called in update and of & TABLES:
                yield ast.unparse(node)
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and node.attr in COLUMNS:
            of_what = ast.unparse(node.value)
            if of_what not in OTHERS:
                yield f"{of_what}.{node.attr}"
    yield from (text for text in texts(tree) if UPDATE.search(text))


def locks(tree: ast.AST) -> Iterator[str]:
    """Whatever locks rows, and those it locks."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr == "with_for_update":
            yield node.attr
    yield from (text for text in texts(tree) if LOCK.search(text))


def elsewhere(find: object, owners: tuple[str, ...]) -> dict[str, list[str]]:
    found = {}
    for file in sorted(ROOT.rglob("*.py")):
        name = file.relative_to(ROOT).as_posix()
        if not name.startswith(owners):
            assert callable(find)
            found[name] = list(find(ast.parse(file.read_text())))
    return {name: some for name, some in found.items() if some}


def test_nobody_but_the_states_and_the_outbox_changes_a_delivery_or_a_stream() -> None:
    assert elsewhere(changes, OWNERS) == {}


def test_nobody_but_the_locks_locks_an_action_a_participant_or_a_delivery() -> None:
    found = elsewhere(locks, LOCKS)
    assert found.keys() == LOCKED_ELSEWHERE.keys()
    assert {name: len(some) for name, some in found.items()} == dict.fromkeys(LOCKED_ELSEWHERE, 1)
    for name, table in LOCKED_ELSEWHERE.items():
        assert of_which(ast.parse((ROOT / name).read_text())) == {table}


def of_which(tree: ast.AST) -> set[str]:
    """The tables of the statements that lock: of `select(A.x).where(…)` in the same function, A."""
    found = set()
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef) and any(locks(function)):
            queries = [
                each
                for each in ast.walk(function)
                if isinstance(each, ast.Call) and isinstance(each.func, ast.Name) and each.func.id == "select"
            ]
            first = min(queries, key=lambda each: each.lineno, default=None)
            if first is not None:
                found.add(ast.unparse(first.args[0]).split(".")[0])
            found |= {one for text in texts(function) for one in re.findall(r"FROM (\w+)\?", text)}
    return found


@pytest.mark.parametrize(
    "code",
    [
        "session.execute(update(Delivery).where(x).values(result='failed'))",
        "from sqlalchemy import update as change\nchange(models.Stream)",
        "session.execute(sqlalchemy.update(Delivery))",
        "text('UPDATE delivery SET result = 1')",
        "text(f'update only stream set next_seq = {x}')",
        "text('UPDATE '\n 'delivery SET x = 1')",
        "delivery.result = FAILED",
        "one.place, one.next_seq = 1, 2",
        "stream.next_seq += 1",
        "session.execute(Delivery.__table__.update())",
    ],
)
def test_a_change_of_a_delivery_is_found_however_it_is_written(code: str) -> None:
    assert list(changes(ast.parse(code)))


@pytest.mark.parametrize(
    "code",
    [
        "session.execute(select(Action).with_for_update())",
        "text('SELECT id FROM participant FOR NO KEY UPDATE')",
        "text(f'SELECT 1 FROM delivery{x} FOR UPDATE SKIP LOCKED')",
    ],
)
def test_a_lock_is_found_however_it_is_written(code: str) -> None:
    assert list(locks(ast.parse(code)))


def test_reading_and_enlisting_are_no_changes() -> None:
    code = "insert(Delivery)\nselect(Delivery.result)\nupdate(Notice).where(exists(select(Delivery)))"
    assert not list(changes(ast.parse(f"{code}\naction.result = delivery.result")))
