"""Which places of a wave may start now: the order rule of the contract, as a pure bookkeeping of numbers.

A place may be leased, and so started, once every place at least W farther out is resolved: answered, failed once
or passed over. That holds strictly within a push service. Across services a wave spends at most `budget` seconds
in all waiting for one that lags, and from then on each service waits for itself only."""

from collections import deque
from collections.abc import Iterable

from backend.domain.deliveries.rule import BUDGET


class Window:
    """One wave. `lines` maps each push service to the first place of it that is not yet leased.

    An unordered wave (updates, outcomes) lets every place go; `waited` is what an earlier worker had spent."""

    def __init__(
        self,
        width: int,
        lines: dict[int, int],
        *,
        ordered: bool = True,
        waited: float = 0.0,
        budget: float = BUDGET,
    ) -> None:
        self.width, self.ordered, self.waited, self.budget = width, ordered, waited, budget
        self._ahead: dict[int, int | None] = dict(lines)
        self._leased: dict[int, deque[int]] = {service: deque() for service in lines}
        self._resolved: set[tuple[int, int]] = set()
        self._farthest: int | None = None
        self._known = False
        """Whether `_farthest` still is the lowest place of all that is not resolved."""

    def lease(self, service: int, places: Iterable[int], ahead: int | None) -> None:
        """These places, in rising order, may start; `ahead` is the next of this service, None when it has no more."""
        self._known = False
        line = self._leased.setdefault(service, deque())
        line.extend(places)
        self._ahead[service] = ahead

    def resolve(self, service: int, place: int) -> None:
        """The place was answered, failed once, or was passed over."""
        self._known = False
        self._resolved.add((service, place))
        line = self._leased[service]
        while line and (service, line[0]) in self._resolved:
            self._resolved.discard((service, line.popleft()))

    def ahead(self, service: int) -> int | None:
        """The first place of this service that is not leased yet."""
        return self._ahead.get(service)

    def services(self) -> list[int]:
        """Services that still have places to lease."""
        return [service for service, ahead in self._ahead.items() if ahead is not None]

    def limit(self, service: int) -> int | None:
        """The highest place of this service that may be leased now; None means any."""
        if not self.ordered:
            return None
        own = self._lowest(service)
        if own is None:
            return None
        lowest = own if self.waited >= self.budget else self._lowest_of_all()
        return (own if lowest is None else min(own, lowest)) + self.width - 1

    def may_lease(self, service: int) -> bool:
        """Whether the next place of this service may be leased now."""
        ahead, limit = self.ahead(service), self.limit(service)
        return ahead is not None and (limit is None or ahead <= limit)

    def held_up(self) -> bool:
        """Whether some service waits for nothing but another service: this is what spends the budget."""
        if not self.ordered or self.waited >= self.budget:
            return False
        lowest = self._lowest_of_all()
        if lowest is None:
            return False
        for service in self.services():
            ahead, own = self._ahead[service], self._lowest(service)
            if ahead is not None and own is not None and own + self.width > ahead >= lowest + self.width:
                return True
        return False

    def waits_for(self) -> int | None:
        """The push service of the farthest place that is leased and not resolved, if no farther one is to be leased:
        the one the others wait for."""
        lowest = self._lowest_of_all()
        holding = (service for service, line in self._leased.items() if line and line[0] == lowest)
        return next(holding, None)

    def stop(self) -> None:
        """No further place will be leased."""
        self._known = False
        self._ahead = dict.fromkeys(self._ahead)

    def _lowest(self, service: int) -> int | None:
        line = self._leased.get(service)
        return line[0] if line else self._ahead.get(service)

    def _lowest_of_all(self) -> int | None:
        if not self._known:
            # Looked for once, not for each push service: there may be a thousand.
            lowest = [low for service in self._ahead if (low := self._lowest(service)) is not None]
            self._farthest, self._known = min(lowest, default=None), True
        return self._farthest
