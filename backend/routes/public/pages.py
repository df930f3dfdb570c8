"""The public pages: what was done, how it works, what is kept. For anyone, with or without JavaScript."""

from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, Response, request
from marshmallow import ValidationError

from backend.domain import retention
from backend.domain.municipalities import register
from backend.domain.refusals import FieldError, Malformed, Refusal
from backend.domain.reports import public_view, statistics
from backend.domain.vocabulary import KINDS, RESULTS
from backend.routes.public.layout import chosen_language, only, page, refused, style
from backend.routes.public.shared_copies import memoised, published
from backend.schemas.page import FILTERS, ActionsAsked
from backend.svg import chart, netherlands
from backend.web.auth import anyone, valid_id
from backend.web.services import services

pages = Blueprint("pages", __name__)
pages.register_error_handler(Refusal, refused)
FOR_EVER = "public, max-age=31536000, immutable"
PER_PAGE = 20
MAP_POLICY = f"default-src 'none'; style-src {only(netherlands.STYLE)}; frame-ancestors 'none'"
SECURITY_TXT_LIFE = timedelta(days=180)


@pages.get("/acties")
@anyone
def listed() -> Response:
    """Actions, running ones first, chosen by a form; above them the last twelve months."""
    asked = _asked()

    def make(_: datetime) -> Response:
        with services().db.read() as session:
            found, following = public_view.listed(session, asked, asked.get("cursor"), PER_PAGE)
            joined = register.joined_by_name(session)
            name = register.named(session, asked.get("municipality"))
        numbers = _statistics(asked.get("municipality"))
        given = {name: request.args.get(name, "").strip() for name in FILTERS}
        return page(
            "public/actions.html",
            views=found,
            following=following,
            given=given,
            filters={name: value for name, value in given.items() if value},
            first_page="cursor" not in asked,
            municipalities=joined,
            municipality=name,
            kinds=KINDS,
            results=RESULTS,
            statistics=numbers,
            chart=chart.months(numbers.months, chosen_language()),
        )

    return published(make, asked.get("municipality"), daily=True)


@pages.get("/acties/<action_id>")
@anyone
def shown(action_id: str) -> Response:
    """One action: whom to look out for while it runs, how it ended afterwards."""
    with services().db.read() as session:
        view = public_view.shown(session, valid_id(action_id))
    return published(lambda _: page("public/action.html", view=view), view["municipality"]["code"])


@pages.get("/acties/kaart.svg")
@anyone
def map_of_period() -> Response:
    """Where the actions of the list were, by place."""
    asked = _asked()

    def make(_: datetime) -> Response:
        with services().db.read() as session:
            spots = public_view.spread(session, asked)
        answer = Response(netherlands.spots(spots, chosen_language()), mimetype="image/svg+xml")
        answer.headers["Content-Security-Policy"] = MAP_POLICY
        return answer

    return published(make, asked.get("municipality"))


@pages.get("/cijfers")
@anyone
def in_statistics() -> Response:
    """The last twelve months by month and by municipality."""

    def make(_: datetime) -> Response:
        numbers = _statistics(None)
        drawn = chart.months(numbers.months, chosen_language())
        return page("public/statistics.html", statistics=numbers, chart=drawn)

    return published(make, daily=True)


@pages.get("/uitleg")
@anyone
def explanation() -> Response:
    """How an action goes, in the six steps of the source text, and the results so far."""
    return published(lambda _: page("public/explanation.html", total=_statistics(None).total), daily=True)


@pages.get("/privacy")
@anyone
def privacy() -> Response:
    """What is kept, why and how long, by the settings in force."""
    terms: dict[str, Any] = {
        "months": retention.SILENT_MONTHS,
        "audit_years": retention.AUDIT_YEARS,
        "number": _number,
    }
    return published(lambda _: page("public/privacy.html", settings=services().settings, **terms))


@pages.get("/toegankelijkheid")
@anyone
def accessibility() -> Response:
    """How far these pages and the app can be used by everybody."""
    return published(lambda _: page("public/accessibility.html", contact=services().settings.vapid_subject))


@pages.get("/.well-known/security.txt")
@anyone
def security() -> Response:
    """Whom to tell of a weakness (RFC 9116); it stays valid as long as this server runs."""
    settings, today = services().settings, services().clock().date()
    lines = [
        f"Contact: {settings.vapid_subject}",
        f"Expires: {today + SECURITY_TXT_LIFE}T00:00:00Z",
        "Preferred-Languages: nl, en",
        f"Canonical: {settings.public_url}/.well-known/security.txt",
    ]
    answer = Response("\n".join(lines) + "\n", mimetype="text/plain")
    answer.headers["Cache-Control"] = "public, max-age=86400"
    return answer


@pages.get("/robots.txt")
@anyone
def robots() -> Response:
    """Search engines may read what people read; calls are no pages."""
    answer = Response("User-agent: *\nDisallow: /v1/\n", mimetype="text/plain")
    answer.headers["Cache-Control"] = "public, max-age=86400"
    return answer


@pages.get("/pages.css")
@anyone
def stylesheet() -> Response:
    """The stylesheet of all public pages; the address of each version is its own."""
    sheet, version = style()
    answer = Response(sheet, mimetype="text/css")
    answer.headers["Cache-Control"] = FOR_EVER if request.args.get("v") == version else "no-cache"
    answer.set_etag(version)
    answer.make_conditional(request)
    return answer


def _asked() -> dict[str, Any]:
    """Raises Malformed."""
    try:
        found: dict[str, Any] = ActionsAsked().load(request.args.to_dict())
    except ValidationError as error:
        wrong = [FieldError(str(field), "Not understood.", "unknown-value") for field in error.messages_dict]
        raise Malformed(*wrong) from error
    return found


def _number(value: float) -> str:
    return f"{value:g}".replace(".", "," if chosen_language() == "nl" else ".")


def _statistics(municipality: str | None) -> statistics.Statistics:
    def count() -> statistics.Statistics:
        with services().db.read() as session:
            return statistics.of_twelve_months(session, services().clock(), municipality)

    return memoised(("statistics", municipality, f"{services().clock():%Y-%m-%d}"), count)
