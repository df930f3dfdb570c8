"""The JSON formats: JSON Feed 1.1, GeoJSON (RFC 7946), and the feed that other programs already read."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from backend.domain.messages.wording import kind_label
from backend.feeds.shared import Feed, View, summary, title, utc

FEED_TYPE = "application/feed+json"
GEO_TYPE = "application/geo+json"
MESSAGE_TYPES = {"alert": "Start", "update": "Update", "outcome": "Afloop"}


def json_feed(about: Feed, views: Sequence[View]) -> dict[str, Any]:
    """https://jsonfeed.org/version/1.1; what has no name there stands under _burgernet."""
    found: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": about.title,
        "home_page_url": about.address(path="/acties"),
        "feed_url": about.own,
        "icon": f"{about.public_url}/icons/icon-512.png",
        "authors": [{"name": "Burgernet", "url": about.public_url}],
        "language": about.language,
    }
    if about.next:
        found["next_url"] = about.next
    found["items"] = [
        {
            "id": about.action(view),
            "url": about.page(view),
            "title": title(view, about.language),
            "content_text": summary(view, about.language),
            "date_published": utc(view["started_at"]),
            "date_modified": utc(view["changed_at"]),
            "tags": [tag for tag in (view["kind"], view["result"]) if tag],
            "language": about.language,
            "_burgernet": {"about": f"{about.public_url}/v1/docs"} | _facts(view),
        }
        for view in views
    ]
    return found


def geojson(about: Feed, views: Sequence[View]) -> dict[str, Any]:
    """A FeatureCollection in CRS84. While an action runs its centre, with the radius; afterwards its place."""
    links = [{"rel": "self", "href": about.own, "type": GEO_TYPE}]
    if about.next:
        links.append({"rel": "next", "href": about.next, "type": GEO_TYPE})
    return {
        "type": "FeatureCollection",
        "links": links,
        "features": [
            {
                "type": "Feature",
                "id": view["id"],
                "geometry": _point(view["location"]),
                "properties": {
                    "title": title(view, about.language),
                    **_facts(view),
                    "url": about.page(view),
                    "radius": view["area"]["radius"] if "area" in view else None,
                    "startedAt": utc(view["started_at"]),
                    "endedAt": utc(view["ended_at"]) if view["ended_at"] else None,
                    "text": summary(view, about.language),
                },
            }
            for view in views
        ],
    }


def compatible(about: Feed, views: Sequence[View]) -> dict[str, Any]:
    """In the shape that third-party programs parse. Once an action has ended its area is its place, radius 0."""
    return {"actions": [_compatible(about, view) for view in views]}


def _compatible(about: Feed, view: View) -> dict[str, Any]:
    longitude, latitude = view["location"] or (None, None)
    return {
        "id": view["id"],
        "municipality": view["municipality"]["name"],
        "actionType": kind_label(view["kind"], about.language),
        "amberAlert": False,
        "active": view["status"] == "running",
        "startTimestamp": _epoch(view["started_at"]),
        "endTimestamp": _epoch(view["ended_at"] or view["expires_at"]),
        "area": {
            "lat": latitude and round(latitude, 7),
            "lng": longitude and round(longitude, 7),
            "radius": view["area"]["radius"] if "area" in view else 0,
        },
        "messages": [
            {
                "title": message["texts"][about.language]["title"],
                "body": message["texts"][about.language]["body"],
                "messageType": MESSAGE_TYPES[message["kind"]],
                "responseUrl": about.action(view),
                "speechId": None,
                "lastModifiedTimestamp": _epoch(message["sent_at"]),
            }
            for message in view["messages"]
        ],
    }


def _facts(view: View) -> dict[str, Any]:
    return {
        "status": view["status"],
        "kind": view["kind"],
        "result": view["result"],
        "place": view["place"],
        "municipality": view["municipality"],
        "participants": view["participants"],
        "tipsReceived": view["tips_received"],
    }


def _point(location: tuple[float, float] | None) -> dict[str, Any] | None:
    if location is None:
        return None
    return {"type": "Point", "coordinates": [round(location[0], 7), round(location[1], 7)]}


def _epoch(moment: datetime) -> int:
    return int(moment.timestamp())
