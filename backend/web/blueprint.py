"""A route as a paragraph: who, what comes in, what goes out. The same declaration admits and documents it."""

from collections.abc import Callable
from copy import deepcopy
from functools import wraps
from typing import Any, TypeVar, cast

import flask_smorest
from flask import Flask, Response, current_app, g, request
from marshmallow import Schema

from backend.web.auth import SAFE, Guard
from backend.web.request_parsing import KEY, Key, RequestSpec, require_json_accepted

View = TypeVar("View", bound=Callable[..., Any])
IMAGES = "image/*"
BYTES = {"type": "string", "format": "binary"}
Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


class Blueprint(flask_smorest.Blueprint):  # type: ignore[misc]
    """Routes of one noun, documented with every status they can answer."""

    def __init__(self, name: str, module: str, **options: Any) -> None:
        super().__init__(name, module, **options)
        self._prepare_doc_cbks.append(_document)

    def takes(
        self,
        *,
        body: Schema | None = None,
        query: Schema | None = None,
        key: Key | None = None,
        image: bool = False,
    ) -> Decorator:
        """Hands the route `form`, `query`, `key` and `image` (bytes), for as far as they are named here."""

        def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
            @wraps(view)
            def taking(**parts: Any) -> Any:
                return view(**parts, **g.parsed)

            apidoc = _apidoc(taking)
            parameters: list[dict[str, Any]] = []
            if body is not None:
                parameters.append({"in": "json", "required": True, "schema": body})
            if query is not None:
                parameters.append({"in": "query", "schema": query})
            if key is not None:
                parameters.append(_key_parameter(key))
            apidoc["arguments"] = {"parameters": parameters}
            taking.request_spec = RequestSpec(body, query, key, image)  # type: ignore[attr-defined]
            if image:
                taking.media = IMAGES  # type: ignore[attr-defined]
                taking = self.doc(requestBody={"required": True, "content": {IMAGES: {"schema": BYTES}}})(
                    taking
                )
            return taking

        return decorate

    def answers(
        self, status: int, schema: Schema | dict[str, Any] | None = None, *, etag: bool = False
    ) -> Decorator:
        """The route's plain dict becomes JSON through `schema`; with none there is no content.

        A dict, such as {"oneOf": […]}, only describes what the route itself makes."""
        documented = super().response(status, schema, headers=_etag_header() if etag else None)

        def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
            @wraps(view)
            def plain(**parts: Any) -> Any:
                found = view(**parts)
                return Response(status=status) if schema is None and found is None else found

            dumping = documented(plain)

            @wraps(dumping)
            def answering(**parts: Any) -> Any:
                answer = dumping(**parts)
                if schema is not None and request.method in SAFE:
                    require_json_accepted()
                if etag:
                    answer.add_etag()
                    answer.make_conditional(request)
                return answer

            answering.answers_json = schema is not None  # type: ignore[attr-defined]
            _apidoc(answering)["etag_answer"] = etag
            return answering

        return decorate

    def publishes(self, kind: str) -> Decorator:
        """Documents an answer of another type than JSON, which the route makes itself with its ETag."""
        shape = {"type": "object"} if kind.endswith("json") else {"type": "string"}
        documented = super().response(200, shape, content_type=kind, headers=_etag_header())

        def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
            publishing = cast(Callable[..., Any], documented(view))
            _apidoc(publishing)["etag_answer"] = True
            return publishing

        return decorate

    def sends(self, content_type: str) -> Callable[[View], View]:
        """Documents a route whose answer is a file instead of JSON."""
        answer = {"description": "The file.", "content": {content_type: {"schema": {"type": "string"}}}}

        def decorate(view: View) -> View:
            return cast(View, self.doc(responses={200: answer})(view))

        return decorate

    def refuses(self, *statuses: int) -> Callable[[View], View]:
        """Names the refusals that guard and request spec do not already imply."""

        def decorate(view: View) -> View:
            _apidoc(view)["refuses"] = list(statuses)
            return view

        return decorate

    def _store_endpoint_docs(
        self, endpoint: str, obj: Any, parameters: Any, tags: Any, **options: Any
    ) -> None:
        apidoc = _apidoc(obj)
        apidoc["guard"] = getattr(obj, "guard", None)
        apidoc["request_spec"] = getattr(obj, "request_spec", RequestSpec())
        apidoc["answers_json"] = getattr(obj, "answers_json", False)
        super()._store_endpoint_docs(endpoint, obj, parameters, tags, **options)


def init_app(app: Flask) -> None:
    """Closed by default: every call passes its guard and its request spec before its route."""
    app.before_request(_admit)


def require_guards(app: Flask) -> None:
    """Refuses to start with a route that names no guard."""
    bare = [rule.rule for rule in app.url_map.iter_rules() if guard_of(app, rule.endpoint) is None]
    if bare:
        raise RuntimeError(f"Routes without a guard: {', '.join(bare)}")


def guard_of(app: Flask, endpoint: str) -> Guard | None:
    """The guard a route named."""
    return getattr(app.view_functions[endpoint], "guard", None)


def _admit() -> None:
    if request.endpoint is None:
        return
    view = current_app.view_functions[request.endpoint]
    guard = guard_of(current_app, request.endpoint)
    if guard is None:
        raise RuntimeError("This route names no guard.")
    late = guard.admit()
    if hasattr(view, "_apidoc"):
        try:
            g.parsed = getattr(view, "request_spec", RequestSpec()).read()
        except Exception:
            if guard.before_refusing is not None:
                guard.before_refusing()
            raise
    if late is not None:
        raise late
    if getattr(view, "answers_json", False) and request.method not in SAFE:
        # Before anything changes; reading may find another refusal first.
        require_json_accepted()


def _apidoc(view: Any) -> dict[str, Any]:
    # A decorated function shares its dictionary with the one it wraps; each gets its own.
    view._apidoc = deepcopy(getattr(view, "_apidoc", {}))
    return cast(dict[str, Any], view._apidoc)


def _etag_header() -> dict[str, Any]:
    return {"ETag": {"description": "Changes when the answer does.", "schema": {"type": "string"}}}


def _key_parameter(key: Key) -> dict[str, Any]:
    return {
        "in": "header",
        "name": KEY,
        "required": key.required,
        "description": "The same key and body again gets the first answer again, for 24 hours.",
        "schema": {"type": "string", "pattern": f"^{key.pattern.pattern}$", "maxLength": 64},
    }


def _document(doc: dict[str, Any], doc_info: dict[str, Any], *, method: str, **_: Any) -> dict[str, Any]:
    guard: Guard = doc_info["guard"]
    spec: RequestSpec = doc_info["request_spec"]
    changing = method.upper() not in SAFE
    statuses = {400, 500, 503, *doc_info.get("refuses", [])}
    statuses |= {401} if guard.security else set()
    statuses |= {429} if "participant" in guard.security else set()
    statuses |= {403} if "participant" not in guard.security and changing else set()
    statuses |= {403} if "action" in guard.name else set()
    statuses |= {413, 415} if spec.body is not None or spec.image else set()
    statuses |= {406} if doc_info["answers_json"] else set()
    responses = doc.setdefault("responses", {})
    for status in sorted(statuses):
        responses.setdefault(status, f"PROBLEM_{status}")
    if doc_info.get("etag_answer"):
        responses[304] = {"description": "Not Modified"}
        doc.setdefault("parameters", []).append(
            {"in": "header", "name": "If-None-Match", "required": False, "schema": {"type": "string"}}
        )
    doc["security"] = [{name: []} for name in guard.security]
    return doc
