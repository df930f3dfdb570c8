"""Gauges read from the database when Prometheus asks: counts only, of nobody in particular."""

from collections.abc import Iterator

from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import func, select

from backend.domain.participants import subscriptions
from backend.models import Action, Delivery, Halt, Notice, Participant, Sender
from backend.models.participant import PUSH_SERVICE_STATES
from backend.web.services import Services


class Gauges(Collector):
    """Everything /metrics tells."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def collect(self) -> Iterator[Metric]:
        with self._services.db.read() as session:
            yield GaugeMetricFamily(
                "burgernet_participants",
                "People who take part.",
                value=session.scalar(select(func.count()).select_from(Participant)) or 0,
            )
            subscribed = GaugeMetricFamily(
                "burgernet_push_subscriptions", "Subscriptions by push service.", labels=["origin"]
            )
            states = GaugeMetricFamily(
                "burgernet_push_service_state",
                "1 for the state each push service is in; watch for any but ok.",
                labels=["origin", "state"],
            )
            for service in subscriptions.services(session):
                subscribed.add_metric([service["origin"]], service["subscriptions"])
                for state in PUSH_SERVICE_STATES:
                    states.add_metric([service["origin"], state], state == service["state"])
            yield subscribed
            yield states
            running = select(Action.id).where(Action.status == "running")
            yield GaugeMetricFamily(
                "burgernet_actions_running",
                "Actions that run.",
                value=session.scalar(select(func.count()).select_from(running.subquery())) or 0,
            )
            yield GaugeMetricFamily(
                "burgernet_halts",
                "Halts in force: something may not leave.",
                value=session.scalar(select(func.count()).where(Halt.ended_at.is_(None))) or 0,
            )
            deliveries = GaugeMetricFamily(
                "burgernet_deliveries",
                "Messages of running actions by kind and result.",
                labels=["kind", "result"],
            )
            for kind, result, number in session.execute(
                select(Notice.kind, Delivery.result, func.count())
                .join(Delivery, Delivery.notice_id == Notice.id)
                .where(Notice.action_id.in_(running))
                .group_by(Notice.kind, Delivery.result)
            ):
                deliveries.add_metric([kind, result], number)
            yield deliveries
            beat = session.scalar(select(Sender.beat_at))
            if beat is not None:
                age = (self._services.clock() - beat).total_seconds()
                yield GaugeMetricFamily(
                    "burgernet_worker_beat_age_seconds", "Since a worker last beat.", value=age
                )
