"""What participants were sent, and what they report back about it."""

from typing import Any

from backend.domain.deliveries import receipts, standalone
from backend.domain.participants import inbox
from backend.schemas.action import PageQuery
from backend.schemas.alert import AlertsForParticipant, Receipt, SelfTest, SelfTestStarted
from backend.web.auth import current_participant, participant, valid_id
from backend.web.blueprint import Blueprint
from backend.web.services import services

blp = Blueprint("alerts", __name__, url_prefix="/v1/participants/me", description="Alerts of a participant.")


@blp.get("/alerts")
@participant
@blp.takes(query=PageQuery())
@blp.answers(200, AlertsForParticipant())
def listed(query: dict[str, Any]) -> dict[str, Any]:
    """Alerts of the last seven days, running first; reading one counts as handed over."""
    now = services().clock()
    with services().db.read() as session:
        items, unread, following = inbox.page(
            session,
            current_participant().id,
            current_participant().language,
            now,
            query.get("cursor"),
            query["limit"],
        )
    if unread:
        with services().db.write() as session:
            if inbox.read(session, current_participant().id, unread, now):
                services().bus.ring(session)
    return {"items": items, "next": following}


@blp.post("/receipts")
@participant
@blp.refuses(404)
@blp.takes(body=Receipt())
@blp.answers(204)
def receipt(form: dict[str, Any]) -> None:
    """Report that a notice was shown or opened; saying it again does no harm."""
    with services().db.write() as session:
        if receipts.record_receipt(
            session, current_participant().id, valid_id(form["notice"]), form["state"], services().clock()
        ):
            services().bus.ring(session)


@blp.post("/self-tests")
@participant
@blp.refuses(409)
@blp.answers(202, SelfTestStarted())
def self_test() -> dict[str, Any]:
    """Send the caller a test message."""
    with services().db.write() as session:
        notice = standalone.self_test(
            session, current_participant().id, services().clock(), services().settings
        )
        services().bus.ring(session)
    return {"notice": notice}


@blp.get("/self-tests/<notice_id>")
@participant
@blp.refuses(404)
@blp.answers(200, SelfTest())
def self_test_state(notice_id: str) -> dict[str, Any]:
    """How far the test message came."""
    with services().db.read() as session:
        return standalone.self_test_state(session, current_participant().id, valid_id(notice_id))
