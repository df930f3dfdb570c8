"""Codes are part of the API: each refusal carries one, each is a word, and none is ever taken away."""

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from marshmallow import Schema, ValidationError, fields

from backend.domain import refusals
from backend.domain.refusal_codes import CODES
from backend.domain.refusals import FieldError, Malformed, Refusal
from backend.paths import DATA
from backend.schemas import fields as ours
from backend.web.validation_errors import field_errors

BACKEND = DATA.parent
RELEASED = Path(__file__).with_name("refusal_codes.txt").read_text().split()
KINDS = {
    name: kind
    for name, kind in inspect.getmembers(refusals, inspect.isclass)
    if issubclass(kind, Refusal) and not issubclass(kind, refusals.FieldRefusal | refusals.TooMany)
}


def calls() -> Iterator[tuple[str, str, ast.Call]]:
    """(file and line, what is called, the call) of everything in the backend."""
    for file in sorted(BACKEND.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call):
                yield f"{file.relative_to(BACKEND)}:{node.lineno}", ast.unparse(node.func), node


def test_no_refusal_with_words_of_its_own_is_raised_without_a_code() -> None:
    said = [(where, call) for where, name, call in calls() if name in KINDS and call.args]
    bare = [where for where, call in said if len(call.args) < 2 and not isinstance(call.args[0], ast.Starred)]
    assert len(said) > 20
    assert bare == []


def test_no_schema_refuses_in_words_of_its_own_without_a_code() -> None:
    said = [(where, call) for where, name, call in calls() if name == "ValidationError"]
    bare = [where for where, call in said if isinstance(call.args[0], ast.Constant | ast.JoinedStr)]
    assert len(said) > 5
    assert bare == []


def test_every_code_raised_is_listed_and_every_code_listed_is_used() -> None:
    text = "".join(file.read_text() for file in BACKEND.rglob("*.py") if file.name != "refusal_codes.py")
    assert [code for code in CODES if f'"{code}"' not in text] == []
    assert {kind.code for kind in KINDS.values()} <= set(CODES)


def test_codes_are_words_in_kebab_case_and_each_stands_once() -> None:
    assert [code for code in CODES if not re.fullmatch(r"[a-z]+(-[a-z]+)*", code)] == []
    assert len(set(CODES)) == len(CODES)


def test_no_code_that_was_released_is_renamed_or_taken_away() -> None:
    """A new code joins the file; a line never leaves it: apps of years ago read them."""
    assert sorted(CODES) == sorted(RELEASED)


def test_of_a_single_field_the_refusal_says_what_the_field_says() -> None:
    one = Malformed(FieldError("a", "Too long.", "too-long", {"max": 3}))
    assert (one.detail, one.code, one.values) == ("Too long.", "too-long", {"max": 3})
    two = Malformed(FieldError("a", "Too long.", "too-long"), FieldError("b", "Needed.", "needed"))
    assert (two.code, two.values) == ("several-fields", {})


class Form(ours.Strict):
    text = ours.Text(3)
    name = ours.Text(5, 2)
    secret = ours.Untouched(9, 4)
    whole = ours.Whole(1, 2000)
    number = ours.Number(0)
    flag = ours.Flag()
    word = ours.Choice(("one", "two"))
    at = ours.Moment()
    day = fields.Date()
    point = ours.Point()
    needed = ours.Flag(required=True)
    items = fields.List(ours.Whole())
    inner = fields.Nested(ours.Strict)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"text": "long"}, ("text", "too-long", {"max": 3})),
        ({"name": "x"}, ("name", "wrong-length", {"min": 2, "max": 5})),
        ({"text": 5}, ("text", "wrong-type", {})),
        ({"text": None}, ("text", "wrong-type", {})),
        ({"secret": False}, ("secret", "wrong-type", {})),
        ({"whole": 2001}, ("whole", "out-of-range", {"min": 1, "max": 2000})),
        ({"whole": "1"}, ("whole", "wrong-type", {})),
        ({"number": -1.5}, ("number", "out-of-range", {"min": 0})),
        ({"number": "1"}, ("number", "wrong-type", {})),
        ({"flag": "true"}, ("flag", "wrong-type", {})),
        ({"word": "three"}, ("word", "unknown-value", {})),
        ({"at": "now"}, ("at", "wrong-format", {})),
        ({"day": "today"}, ("day", "wrong-format", {})),
        ({"point": 1}, ("point", "wrong-type", {})),
        ({"point": {"type": "Point", "coordinates": [5, 53], "z": 1}}, ("point.z", "unknown-field", {})),
        ({"items": 1}, ("items", "wrong-type", {})),
        ({"items": ["a"]}, ("items.0", "wrong-type", {})),
        ({"inner": 1}, ("inner", "wrong-type", {})),
        ({"colour": "red"}, ("colour", "unknown-field", {})),
        ([], ("body", "wrong-type", {})),
    ],
)
def test_whatever_a_schema_refuses_has_a_code(value: Any, expected: tuple[str, str, dict[str, int]]) -> None:
    form: Schema = Form()
    whole = {"needed": True} | value if isinstance(value, dict) else value
    with pytest.raises(ValidationError) as caught:
        form.load(whole)
    assert [(e.field, e.code, dict(e.values)) for e in field_errors(caught.value.messages)] == [expected]


def test_what_is_missing_is_needed() -> None:
    with pytest.raises(ValidationError) as caught:
        Form().load({})
    assert [(e.field, e.code) for e in field_errors(caught.value.messages)] == [("needed", "needed")]
