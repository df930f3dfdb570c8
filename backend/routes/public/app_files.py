"""The participants' app: the built files of pwa/dist, already compressed, each kept as long as its name allows."""

import mimetypes
from pathlib import Path
from urllib.parse import urlsplit

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import NotFound
from werkzeug.security import safe_join

from backend.ids import TOKEN
from backend.paths import APP
from backend.routes.kiosks import remember
from backend.routes.public.layout import plain
from backend.web.auth import KIOSK_COOKIE, anyone
from backend.web.services import services

app_files = Blueprint("app", __name__)
BUILT = APP / "dist"
SCREENS = ("/", "/meedoen", "/instellingen", "/stoppen", "/beginscherm", "/meldingen", "/koppel")
ENCODINGS = {"br": ".br", "gzip": ".gz"}
FOR_EVER = "public, max-age=31536000, immutable"
ASK_FIRST = "no-cache"
A_DAY = "public, max-age=86400"
mimetypes.add_type("application/manifest+json", ".webmanifest")
mimetypes.add_type("text/javascript", ".js")


@anyone
def screen(**_: str) -> Response:
    """Every screen of the app is the same file; which one it shows, it reads from the address."""
    if not (BUILT / "index.html").is_file():
        return plain("index.html")
    answer = _file("index.html", ASK_FIRST)
    answer.headers["Content-Security-Policy"] = _policy("worker-src 'self'; manifest-src 'self'")
    answer.headers["Permissions-Policy"] = "geolocation=(self), camera=(), microphone=()"
    return answer


@app_files.get("/kiosk")
@anyone
def kiosk() -> Response:
    """The page of a kiosk: kept nowhere, since the next visitor must not find what this one left."""
    answer = _file("kiosk.html", "no-store")
    answer.headers["Content-Security-Policy"] = _policy("worker-src 'none'")
    answer.headers["Permissions-Policy"] = "geolocation=(), camera=(), microphone=()"
    key = request.cookies.get(KIOSK_COOKIE, "")
    return remember(answer, key) if TOKEN.fullmatch(key) else answer


@app_files.get("/meldkamer")
@anyone
def control_room() -> Response:
    """The page of the control room; everything on it is asked for by who has signed in."""
    answer = _file("control-room.html", ASK_FIRST)
    # `blob:` shows a photo that was chosen before it is sent.
    answer.headers["Content-Security-Policy"] = _policy("worker-src 'none'", images="blob: ")
    answer.headers["Permissions-Policy"] = "geolocation=(), camera=(), microphone=()"
    return answer


for number, address in enumerate(SCREENS):
    app_files.add_url_rule(address, endpoint=f"screen_{number}", view_func=screen)
app_files.add_url_rule("/oproep/<action_id>", endpoint="alert", view_func=screen)


@app_files.get("/assets/<path:name>")
@anyone
def asset(name: str) -> Response:
    """A file named after its content."""
    return _file(f"assets/{name}", FOR_EVER)


@app_files.get("/icons/<path:name>")
@anyone
def icon(name: str) -> Response:
    """The mark, in the sizes phones ask for."""
    return _file(f"icons/{name}", A_DAY)


@app_files.get("/sw.js")
@anyone
def service_worker() -> Response:
    """The service worker: asked for anew each time, so that an update is found."""
    return _file("sw.js", ASK_FIRST)


@app_files.get("/manifest.webmanifest")
@anyone
def manifest() -> Response:
    """What installing the app needs to know."""
    return _file("manifest.webmanifest", ASK_FIRST)


@app_files.get("/config.json")
@anyone
def config() -> Response:
    """What the operator set and the app shows; private to our own screens."""
    settings = services().settings
    answer = jsonify(
        {
            "tileUrl": settings.tile_url,
            "phones": {
                "tips": settings.phone_tips,
                "urgent": settings.phone_urgent,
                "police": settings.phone_police,
            },
            "publicUrl": settings.public_url,
        }
    )
    answer.headers["Cache-Control"] = ASK_FIRST
    return answer


def _policy(more: str, images: str = "") -> str:
    tiles = urlsplit(services().settings.tile_url)
    return (
        f"default-src 'none'; script-src 'self'; style-src 'self'; font-src 'none'; {more};"
        f" img-src 'self' data: {images}{tiles.scheme}://{tiles.netloc}; connect-src 'self';"
        " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def _file(name: str, kept: str) -> Response:
    """A built file in the smallest form the browser takes. Raises NotFound."""
    found = safe_join(str(BUILT), name)
    if found is None or not Path(found).is_file():
        raise NotFound
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    wanted = request.accept_encodings
    encoding = next((e for e, end in ENCODINGS.items() if wanted[e] and Path(found + end).is_file()), None)
    # Read whole: the largest is the map's 40 kB, and nothing is left open when a browser goes away.
    answer = Response(Path(found + ENCODINGS[encoding] if encoding else found).read_bytes(), mimetype=kind)
    answer.add_etag()
    answer.make_conditional(request)
    if encoding:
        answer.headers["Content-Encoding"] = encoding
    answer.headers["Vary"] = "Accept-Encoding"
    answer.headers["Cache-Control"] = kept
    return answer
