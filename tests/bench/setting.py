"""What every section of `make bench` is given: where to measure, how often, and where to tell it."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from tests.bench.grounds import Grounds, prepare
from tests.bench.report import Report
from tests.bench.sink import Sink
from tests.support.postgresql import Cluster


@dataclass
class Setting:
    """PostgreSQL and the push service start when a section first asks for them, and end with `closing`."""

    folder: Path
    closing: ExitStack
    quick: bool
    rounds: int
    say: Callable[[str], None]
    profiled: bool = False
    """Whether the worker is to be profiled even when no target of sending is missed."""
    report: Report = field(default_factory=Report)
    appendix: str = ""

    @cached_property
    def sink(self) -> Sink:
        return self.closing.enter_context(Sink())

    @cached_property
    def cluster(self) -> Cluster:
        """Large fillings must not make it write everything twice while something is measured."""
        return self.closing.enter_context(Cluster(durable=True, settings={"max_wal_size": "'8GB'"}))

    def many(self, full: int, quick: int) -> int:
        """How many: in full, or with --quick."""
        return quick if self.quick else full

    def database(self, part: ExitStack, name: str) -> str:
        """An empty one in PostgreSQL, gone with `part`."""
        self.cluster.create_database(name)
        part.callback(self.cluster.drop_database, name)
        return self.cluster.url(name)

    def grounds(
        self,
        part: ExitStack,
        name: str,
        *,
        inside: int,
        registered: int = 0,
        origin: str | None = None,
        **environ: str,
    ) -> Grounds:
        """A filled town on a PostgreSQL database of its own; both are gone with `part`.

        With an `origin` its phones are there, and not at the sink itself."""
        url = self.database(part, name)
        return prepare(
            part,
            url,
            self.folder,
            self.sink,
            inside=inside,
            registered=max(inside, registered),
            say=self.say,
            origin=origin,
            **environ,
        )
