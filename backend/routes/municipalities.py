"""Which municipalities take part, for anybody."""

from datetime import date
from typing import Any

from flask import Blueprint as PlainBlueprint
from flask import Response

from backend.domain.messages.sentences import texts
from backend.domain.municipalities import register
from backend.domain.refusals import Refusal
from backend.domain.reports import municipality_list
from backend.feeds.shared import count
from backend.routes.public.layout import chosen_language, page, refused, words
from backend.routes.public.shared_copies import made_anew
from backend.schemas.action import PageQuery
from backend.schemas.municipality import MunicipalitiesForPublic, MunicipalityForPublic
from backend.web.auth import anyone
from backend.web.blueprint import Blueprint
from backend.web.services import services

blp = Blueprint("municipalities", __name__, url_prefix="/v1/municipalities", description="Municipalities.")
pages = PlainBlueprint("municipality_pages", __name__, url_prefix="/gemeenten")
pages.register_error_handler(Refusal, refused)


@blp.get("")
@anyone
@blp.takes(query=PageQuery())
@blp.answers(200, MunicipalitiesForPublic(), etag=True)
def listed(query: dict[str, Any]) -> dict[str, Any]:
    """All municipalities, those that take part first."""
    with services().db.read() as session:
        items, following = municipality_list.listed(session, query.get("cursor"), query["limit"])
    return {"items": items, "next": following}


@blp.get("/<code>")
@anyone
@blp.refuses(404)
@blp.answers(200, MunicipalityForPublic(), etag=True)
def shown(code: str) -> dict[str, Any]:
    """One municipality."""
    with services().db.read() as session:
        return municipality_list.one(session, code)


@pages.get("")
@anyone
def listed_page() -> Response:
    """Who takes part and who does not yet, for reading."""
    with services().db.read() as session:
        part, waiting = municipality_list.by_name(session, services().clock())
    return made_anew(page("public/municipalities.html", part=part, waiting=waiting, day=_day, people=_people))


@pages.get("/<code>")
@anyone
def shown_page(code: str) -> Response:
    """One municipality, for reading."""
    with services().db.read() as session:
        shown = municipality_list.one(session, code)
    joined = register.takes_part(shown["joined_on"], services().clock())
    return made_anew(page("public/municipality.html", shown=shown, joined=joined, day=_day, people=_people))


def _day(day: date) -> str:
    """1 november 2008"""
    months: list[str] = texts(chosen_language())["seen"]["months"]
    return f"{day.day} {months[day.month - 1]} {day.year}"


def _people(rounded: dict[str, int]) -> str:
    """ongeveer 1.300"""
    say = words(chosen_language())["municipalities"]
    (kind, number), *_ = rounded.items()
    if number == 0:
        return str(say["none"])
    return str(say[kind]).format(number=count(number, chosen_language()))
