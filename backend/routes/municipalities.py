"""Which municipalities take part, for anybody."""

from typing import Any

from backend.auth import anyone
from backend.blueprint import Blueprint
from backend.domain import partners
from backend.house import house
from backend.schemas.action import PageQuery
from backend.schemas.municipality import MunicipalitiesForPublic, MunicipalityForPublic

blp = Blueprint("municipalities", __name__, url_prefix="/v1/municipalities", description="Municipalities.")


@blp.get("")
@anyone
@blp.takes(query=PageQuery())
@blp.answers(200, MunicipalitiesForPublic(), etag=True)
def listed(query: dict[str, Any]) -> dict[str, Any]:
    """All municipalities, those that take part first."""
    with house().db.read() as session:
        items, following = partners.listed(session, query.get("cursor"), query["limit"])
    return {"items": items, "next": following}


@blp.get("/<code>")
@anyone
@blp.refuses(404)
@blp.answers(200, MunicipalityForPublic(), etag=True)
def shown(code: str) -> dict[str, Any]:
    """One municipality."""
    with house().db.read() as session:
        return partners.one(session, code)
