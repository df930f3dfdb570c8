"""The notices of an action, composed and frozen: alert, update, outcome, and the alert of those who come later."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.domain.messages import payload, wording
from backend.domain.refusals import Refused
from backend.domain.vocabulary import LANGUAGES
from backend.models import Action, Notice, Wave, new_id
from backend.settings import Settings

OUTCOME_LIFE = timedelta(hours=24)


def alert(action: Action, now: datetime, settings: Settings) -> Notice:
    """The first message. Raises Refused when the description makes it too long."""
    return _notice(action, 1, "alert", _alert_texts(action, now, settings), now, settings)


def late_alert(
    session: Session, action: Action, first: Notice, now: datetime, settings: Settings
) -> dict[str, str] | None:
    """The alert with the newest addition and the present end; None while it would say nothing new."""
    updates = session.scalars(
        select(Notice).where(Notice.action_id == action.id, Notice.kind == "update").order_by(Notice.number)
    ).all()
    if not updates and action.expires_at == action.started_at + timedelta(hours=settings.action_hours):
        return None
    # That the area grew tells a newcomer nothing, so the newest addition in words goes before it.
    said = [notice for notice in updates if notice.texts["said"]]
    newest = (said or updates)[-1:]
    additions = {language: notice.texts[language]["addition"] for notice in newest for language in LANGUAGES}
    try:
        texts = _alert_texts(action, now, settings, additions)
        return _payloads(action, first.id, 1, "alert", texts, settings)
    except Refused:
        # Past midnight the sentence names the day too: what has become too long goes as it was found to fit.
        then = (newest or [first])[0].created_at
        texts = _alert_texts(action, then, settings, additions)
        return _payloads(action, first.id, 1, "alert", texts, settings)


def update(action: Action, text: str | None, enlarged: bool, now: datetime, settings: Settings) -> Notice:
    """An addition. Raises Refused when it, or the alert of those who come later, is too long."""
    texts = texts_of_update(action, text, enlarged, now, settings)
    additions = {language: wording.addition(language, text=text, enlarged=enlarged) for language in LANGUAGES}
    notice = _notice(action, action.number, "update", texts, now, settings)
    notice.texts = {
        language: {**notice.texts[language], "addition": additions[language]} for language in LANGUAGES
    } | {"said": text is not None}
    _payloads(action, notice.id, 1, "update", _alert_texts(action, now, settings, additions), settings)
    return notice


def extend(session: Session, action: Action) -> None:
    """Whoever still waits for an alert or update of this action reads until when it lasts now."""
    notices = select(Notice).where(Notice.action_id == action.id, Notice.expires_at.is_(None))
    for notice in session.scalars(notices):
        notice.payloads = payload.lasting(notice.payloads, action.expires_at)
        for wave in session.scalars(select(Wave).where(Wave.notice_id == notice.id)):
            wave.payloads = wave.payloads and payload.lasting(wave.payloads, action.expires_at)


def outcome(action: Action, result: str, text: str | None, now: datetime, settings: Settings) -> Notice:
    """How it ended. Raises Refused when the text makes it too long."""
    texts = texts_of_outcome(action, result, text, settings)
    return _notice(action, action.number, "outcome", texts, now, settings)


def texts_of_alert(
    kind: str,
    description: dict[str, Any],
    exercise: bool,
    now: datetime,
    settings: Settings,
    additions: dict[str, str] | None = None,
) -> payload.Texts:
    """What an alert says, in each language; with the newest addition for those who come later."""
    return {
        language: wording.alert(
            kind,
            description,
            language,
            exercise=exercise,
            now=now,
            additions=[additions[language]] if additions else [],
            phone_tips=settings.phone_tips,
        )
        for language in LANGUAGES
    }


def texts_of_update(
    action: Action, text: str | None, enlarged: bool, now: datetime, settings: Settings
) -> payload.Texts:
    """What an update says, in each language."""
    return {
        language: wording.update(
            action.kind,
            action.description,
            language,
            exercise=action.exercise,
            now=now,
            text=text,
            enlarged=enlarged,
            phone_tips=settings.phone_tips,
        )
        for language in LANGUAGES
    }


def texts_of_outcome(action: Action, result: str, text: str | None, settings: Settings) -> payload.Texts:
    """What an outcome says, in each language."""
    return {
        language: wording.outcome(
            action.kind,
            result,
            language,
            exercise=action.exercise,
            description=action.description,
            text=text,
            phone_police=settings.phone_police,
            phone_urgent=settings.phone_urgent,
        )
        for language in LANGUAGES
    }


def _alert_texts(
    action: Action, now: datetime, settings: Settings, additions: dict[str, str] | None = None
) -> payload.Texts:
    return texts_of_alert(action.kind, action.description, action.exercise, now, settings, additions)


def _notice(
    action: Action, number: int, kind: str, texts: payload.Texts, now: datetime, settings: Settings
) -> Notice:
    notice_id = new_id()
    expires_at = now + OUTCOME_LIFE if kind == "outcome" else None
    return Notice(
        id=notice_id,
        action_id=action.id,
        number=number,
        kind=kind,
        texts=payload.listed(texts),
        payloads=_payloads(action, notice_id, number, kind, texts, settings, expires_at),
        created_at=now,
        expires_at=expires_at,
    )


def _payloads(
    action: Action,
    notice_id: str,
    number: int,
    kind: str,
    texts: payload.Texts,
    settings: Settings,
    expires_at: datetime | None = None,
) -> dict[str, str]:
    return payload.compose(
        texts,
        notice=notice_id,
        action=action.id,
        number=number,
        kind=kind,
        phone=settings.phone_police if kind == "outcome" else settings.phone_tips,
        expires_at=expires_at or action.expires_at,
        exercise=action.exercise,
        public_url=settings.public_url,
    )


def message(notice: Notice, language: str) -> dict[str, Any]:
    """One message as it stands in a list."""
    texts = notice.texts[language]
    # Updates from before 1.1.0 were kept without it.
    addition = {"addition": texts["addition"]} if "addition" in texts else {}
    return {
        "notice": notice.id,
        "number": notice.number,
        "kind": notice.kind,
        "title": texts["title"],
        "body": texts["body"],
        **addition,
        "sent_at": notice.created_at,
    }
