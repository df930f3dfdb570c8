"""The public pages' one layout: Dutch or English, complete without JavaScript. Called by every route that answers HTML.

`page("public/x.html", …)` gives a template what the layout needs; the template extends `public/layout.html`."""

import base64
import hashlib
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Response, render_template, request
from markupsafe import Markup

from backend.domain.messages.sentences import full_moment, texts
from backend.domain.messages.wording import grouped
from backend.domain.refusals import Malformed, NotFound, Refusal
from backend.domain.reports import public_view
from backend.domain.vocabulary import LANGUAGES, names
from backend.feeds import shared
from backend.paths import APP, DATA, TEMPLATES
from backend.svg import chart
from backend.web.services import services

_LOOK = APP / "src" / "ui"
_PAGES = (
    _LOOK / "tokens.css",
    _LOOK / "base.css",
    _LOOK / "controls.css",
    TEMPLATES / "public" / "pages.css",
)
_PLAIN = (_LOOK / "tokens.css", _LOOK / "base.css", TEMPLATES / "plain.css")
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'"
)


def page(template: str, status: int = 200, **context: Any) -> Response:
    """A page in the visitor's language; templates also know `words`, `lang`, `link`, `phones` and `public_url`."""
    language = chosen_language()
    shown = render_template(
        template,
        lang=language,
        words=words(language),
        link=link,
        other_language=link(request.path, **_query() | {"lang": "en" if language == "nl" else "nl"}),
        style=f"/pages.css?v={style()[1]}",
        phones=_phones(),
        public_url=services().settings.public_url,
        texts=texts(language),
        names=names(language),
        title_of=lambda view: shared.title(view, language),
        where=lambda view: shared.where(view, language),
        told=lambda view: shared.told(view, language),
        time_is_up=_time_is_up,
        moment=lambda when: full_moment(when, language),
        count=lambda number: shared.count(number, language),
        month=lambda name: chart.month(name, language),
        **context,
    )
    answer = Response(shown, status, mimetype="text/html")
    answer.headers["Content-Security-Policy"] = POLICY
    answer.headers["Content-Language"] = language
    return answer


def plain(template: str, **context: Any) -> Response:
    """A page for operators, which needs no other file: its style stands in it, and no other may."""
    look = _sheet(_PLAIN).decode()
    answer = Response(render_template(template, style=Markup(look), **context), mimetype="text/html")
    answer.headers["Content-Security-Policy"] = POLICY.replace("style-src 'self'", f"style-src {only(look)}")
    return answer


def only(style: str) -> str:
    """What a policy says to allow exactly this inline style."""
    digest = hashlib.sha256(style.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def refused(error: Refusal) -> Response:
    """Whoever reads pages reads no problem answers: the error handler of every blueprint of pages."""
    fields = [wrong.field for wrong in error.errors] if isinstance(error, Malformed) else []
    status = 400 if isinstance(error, Malformed) else 404
    answer = page("public/refused.html", status, fields=fields, missing=isinstance(error, NotFound))
    answer.headers["Cache-Control"] = "no-store"
    return answer


def chosen_language() -> str:
    """Dutch, unless the address says otherwise: a shared copy then needs no look at who asks."""
    asked = request.args.get("lang", "")
    return asked if asked in LANGUAGES else LANGUAGES[0]


def link(path: str, **query: str | None) -> str:
    """An address within the public pages, in the visitor's language unless `lang` is given."""
    given = {"lang": chosen_language()} | query
    if given["lang"] == LANGUAGES[0]:
        del given["lang"]
    told = urlencode({name: value for name, value in given.items() if value})
    return f"{path}?{told}" if told else path


@cache
def words(language: str) -> dict[str, Any]:
    """Every sentence of the pages, from data/pages.*.toml."""
    return tomllib.loads((DATA / f"pages.{language}.toml").read_text(encoding="utf-8"))


@cache
def style() -> tuple[bytes, str]:
    """The stylesheet, the app's look first, and a name for exactly this version."""
    sheet = _sheet(_PAGES)
    return sheet, hashlib.sha256(sheet).hexdigest()[:12]


def _sheet(files: Sequence[Path]) -> bytes:
    """The files one after the other: each names the layer it belongs to."""
    return b"\n".join(file.read_bytes() for file in files)


def _query() -> dict[str, str]:
    return dict(request.args.items())


def _time_is_up(view: shared.View) -> bool:
    expires_at = view.get("expires_at")
    return expires_at is not None and public_view.time_is_up(view["status"], expires_at, services().clock())


def _phones() -> dict[str, tuple[str, str]]:
    """Purpose → (as dialled, as read on one line)."""
    settings = services().settings
    numbers = {"tips": settings.phone_tips, "urgent": settings.phone_urgent, "police": settings.phone_police}
    return {purpose: (number, grouped(number).replace(" ", "\u00a0")) for purpose, number in numbers.items()}
