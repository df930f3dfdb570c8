"""The public pages: what was done, how it works, what is kept. For anyone, with or without JavaScript."""

from flask import Blueprint, Response, request

from backend.auth import anyone
from backend.routes.layout import page, style

pages = Blueprint("pages", __name__)
FOR_EVER = "public, max-age=31536000, immutable"


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


@pages.get("/uitleg")
@anyone
def explanation() -> Response:
    """How an action goes, in the six steps of the source text."""
    return page("public/explanation.html")
