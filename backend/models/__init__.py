"""Tables and constraints; no decisions are taken here."""

from backend.models.action import Action
from backend.models.audit import AuditEntry, AuditHead
from backend.models.base import Base, new_id
from backend.models.delivery import Delivery, Stream, Wave
from backend.models.halt import Halt
from backend.models.kiosk import Kiosk, KioskDay, Registration
from backend.models.municipality import Border, Municipality
from backend.models.notice import Notice
from backend.models.participant import Idempotency, Location, Participant, PushService, PushSubscription
from backend.models.picture import ClosingCircle, Photo
from backend.models.socket import Socket, WebProcess
from backend.models.staff import RecoveryCode, Staff, StaffSession
from backend.models.tip import Tip
from backend.models.worker import Sender

__all__ = [
    "Action",
    "AuditEntry",
    "AuditHead",
    "Base",
    "Border",
    "ClosingCircle",
    "Delivery",
    "Halt",
    "Idempotency",
    "Kiosk",
    "KioskDay",
    "Location",
    "Municipality",
    "Notice",
    "Participant",
    "Photo",
    "PushService",
    "PushSubscription",
    "RecoveryCode",
    "Registration",
    "Sender",
    "Socket",
    "Staff",
    "StaffSession",
    "Stream",
    "Tip",
    "Wave",
    "WebProcess",
    "new_id",
]
