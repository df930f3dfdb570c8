"""The public memory for programs: Atom, JSON Feed, GeoJSON, CAP, and the feed that others already read.

All of it may be read by any site, kept by any proxy, and tells no more than the public action shows."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Response, json, request

from backend.domain.messages.sentences import texts
from backend.domain.municipalities import register
from backend.domain.reports import public_view
from backend.feeds import atom, cap
from backend.feeds import json_feeds as in_json
from backend.feeds.shared import Feed, Phones, View
from backend.routes.public.shared_copies import published
from backend.schemas.feed import CompatibleQuery, FeedQuery, PublishedQuery
from backend.web.auth import anyone, valid_id
from backend.web.blueprint import Blueprint
from backend.web.services import services

blp = Blueprint("feeds", __name__, url_prefix="/feeds", description="Feeds.")
compatible = Blueprint("compatible", __name__, description="The feed that other programs already read.")
PER_PAGE = 100
OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Last-Modified, Content-Crs, API-Version",
}


@blp.get("/actions.atom")
@anyone
@blp.takes(query=FeedQuery())
@blp.publishes(atom.TYPE)
def in_atom(query: dict[str, Any]) -> Response:
    """Atom (RFC 4287), paged as RFC 5005 says."""
    return _feed(query, atom.TYPE, atom.feed)


@blp.get("/actions.json")
@anyone
@blp.takes(query=FeedQuery())
@blp.publishes(in_json.FEED_TYPE)
def in_json_feed(query: dict[str, Any]) -> Response:
    """JSON Feed 1.1."""
    return _feed(query, in_json.FEED_TYPE, lambda about, views: _packed(in_json.json_feed(about, views)))


@blp.get("/actions.geojson")
@anyone
@blp.takes(query=FeedQuery())
@blp.publishes(in_json.GEO_TYPE)
def in_geojson(query: dict[str, Any]) -> Response:
    """GeoJSON (RFC 7946): the centre while an action runs, its place afterwards."""
    return _feed(query, in_json.GEO_TYPE, lambda about, views: _packed(in_json.geojson(about, views)))


@blp.get("/actions/<action_id>.cap")
@anyone
@blp.refuses(404)
@blp.takes(query=PublishedQuery())
@blp.publishes(cap.TYPE)
def in_cap(action_id: str, query: dict[str, Any]) -> Response:
    """The newest message of one action in the Common Alerting Protocol 1.2."""
    with services().db.read() as session:
        view = public_view.shown(session, valid_id(action_id))
    public_url, phones = services().settings.public_url, _phones()
    return _opened(
        published(
            lambda _: Response(cap.alert(public_url, view, phones), mimetype=cap.TYPE),
            view["municipality"]["code"],
        )
    )


@compatible.get("/burgernet/burgernet-api/v2/actions")
@anyone
@compatible.takes(query=CompatibleQuery())
@compatible.publishes("application/json")
def as_others_read(query: dict[str, Any]) -> Response:
    """The newest hundred actions, running ones first, in the shape that third-party programs parse."""
    return _feed(
        query | {"lang": "nl"},
        "application/json",
        lambda about, views: _packed(in_json.compatible(about, views)),
    )


def _feed(query: dict[str, Any], kind: str, written: Callable[[Feed, list[View]], bytes]) -> Response:
    def make(changed_at: datetime) -> Response:
        with services().db.read() as session:
            views, following = public_view.listed(session, query, query.get("cursor"), PER_PAGE)
            title = _title(register.named(session, query.get("municipality")), query)
        asked = {name: value for name, value in request.args.items() if name in query and name != "cursor"}
        about = Feed(
            public_url=services().settings.public_url,
            path=request.path,
            language=query["lang"],
            title=title,
            filters=asked,
            cursor=query.get("cursor"),
            following=following,
            changed_at=changed_at,
        )
        return Response(written(about, list(views)), mimetype=kind)

    return _opened(published(make, query.get("municipality")))


def _title(municipality: str | None, query: dict[str, Any]) -> str:
    names = [name for name in (query.get("place"), municipality) if name]
    words: dict[str, str] = texts(query["lang"])["public"]
    return words["feed_of"].format(name=", ".join(names)) if names else words["feed"]


def _opened(answer: Response) -> Response:
    answer.headers.update(OPEN)
    return answer


def _packed(found: dict[str, Any]) -> bytes:
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()


def _phones() -> Phones:
    settings = services().settings
    return Phones(tips=settings.phone_tips, urgent=settings.phone_urgent, police=settings.phone_police)
