"""What stands outside in tests: a push service and phones, the same as the demo's."""

from backend.demo.phones import Phone
from backend.demo.push_service.service import Answer, Arrival, Odd, PushService, Response
from backend.demo.push_service.thread import PushServiceThread

__all__ = ["Answer", "Arrival", "Odd", "Phone", "PushService", "PushServiceThread", "Response"]
