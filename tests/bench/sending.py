"""Sending: our worker's whole path beside `webpush()` as its README uses it, and beside encryption alone.

The worker leases, encrypts, posts and settles an action of its own each round, on PostgreSQL."""

import statistics
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import certifi

from tests.bench.child import Child
from tests.bench.grounds import Grounds
from tests.bench.peers import encrypt_only, send_as_readme
from tests.bench.report import Report, Row, ratio
from tests.bench.sink import Sink, require_once_each
from tests.bench.working import Played, Working

FASTER, SHARE, CPU = 16, 60, 2.0


@dataclass
class Peer:
    """Of each round: messages a second, and CPU time a message in microseconds."""

    rates: list[float] = field(default_factory=list)
    costs: list[float] = field(default_factory=list)

    def note(self, messages: int, seconds: float, cpu: float) -> None:
        self.rates.append(messages / seconds)
        self.costs.append(1e6 * cpu / messages)


@dataclass
class Ours(Peer):
    """The worker: besides, seconds until everybody has a place and until the last answer, and CPU by thread."""

    placed: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)
    threads: list[dict[str, float]] = field(default_factory=list)

    def keep(self, played: Played) -> None:
        self.note(played.messages, played.taken, played.cpu)
        self.placed.append(played.placed)
        self.whole.append(played.whole)
        self.threads.append({kind: 1e6 * spent / played.messages for kind, spent in played.threads.items()})


def measure(
    grounds: Grounds,
    sink: Sink,
    report: Report,
    *,
    rounds: int,
    readme_count: int,
    encrypt_count: int,
    say: Callable[[str], None],
) -> bool:
    """Fills the report; answers whether a target was missed."""
    readme, public, alone, ours = Peer(), Peer(), Peer(), Ours()
    settings = grounds.town.settings
    # What `webpush()` reads anew for each message where the receiver's certificate is a public one.
    authorities = settings.data_dir / "authorities.pem"
    authorities.write_bytes(Path(certifi.where()).read_bytes() + Path(sink.ca_file).read_bytes())
    with ExitStack() as closing:
        worker = closing.enter_context(Working(grounds, sink))
        # A first action, not counted: its message is the one that all peers send.
        payload = worker.play().payload
        subscriptions = grounds.subscriptions(max(readme_count, encrypt_count))
        key, subject = settings.vapid_private_key, settings.vapid_subject
        arguments = (subscriptions, payload, key, subject)
        webpush = Child("webpush", send_as_readme, *arguments, sink.ca_file)
        closing.callback(webpush.stop)
        publicly = Child("webpush-public", send_as_readme, *arguments, str(authorities))
        closing.callback(publicly.stop)
        encrypt = Child("encrypt", encrypt_only, subscriptions, payload)
        closing.callback(encrypt.stop)
        webpush.ask(10)
        publicly.ask(2)
        encrypt.ask(100)
        worker.clear()
        for number in range(1, rounds + 1):
            sink.mark()
            readme.note(readme_count, *webpush.ask(readme_count))
            require_once_each(sink.await_arrivals(readme_count, 5), "HTTP/1.1", readme_count)
            public.note(readme_count // 10, *publicly.ask(readme_count // 10))
            alone.note(encrypt_count, *encrypt.ask(encrypt_count))
            ours.keep(worker.play())
            worker.clear()
            say(
                f"sending, round {number}/{rounds}: webpush() {readme.rates[-1]:,.0f}/s {readme.costs[-1]:,.0f} µs"
                f" · encode {alone.rates[-1]:,.0f}/s {alone.costs[-1]:,.0f} µs"
                f" · worker {ours.rates[-1]:,.0f}/s {ours.costs[-1]:,.0f} µs"
            )
    return _tell(report, readme, public, alone, ours, grounds.inside, len(payload.encode()))


def profile(grounds: Grounds, sink: Sink) -> str:
    """Where the time of the worker's event loop goes while it sends two actions."""
    with Working(grounds, sink, profiled=True) as worker:
        for _ in range(2):
            worker.play()
            worker.clear()
        return str(worker.child.ask("profile"))


def _tell(
    report: Report, readme: Peer, public: Peer, alone: Peer, ours: Ours, count: int, octets: int
) -> bool:
    rows = [
        Row("`webpush()` as in its README, trusting the sink's authority only", readme.rates, " /s"),
        Row("… CPU a message", readme.costs, " µs"),
        Row("… trusting all public authorities as well, as it does by itself", public.rates, " /s"),
        Row("… CPU a message", public.costs, " µs"),
        Row("`WebPusher.encode` alone", alone.rates, " /s"),
        Row("… CPU a message", alone.costs, " µs"),
        Row("one worker: lease, encrypt, post, settle", ours.rates, " /s"),
        Row("… CPU a message", ours.costs, " µs"),
        ratio(
            "worker ÷ `webpush()` (sink's authority only), rate",
            ours.rates,
            readme.rates,
            " ×",
            at_least=FASTER,
        ),
        ratio("worker ÷ `encode`, rate", ours.rates, alone.rates, " %", percent=True, at_least=SHARE),
        ratio("worker ÷ `encode`, CPU a message", ours.costs, alone.costs, " ×", at_most=CPU),
        Row(f"action for {count:,}: until everybody has a place", ours.placed, " s"),
        Row("… until the last answer", ours.whole, " s"),
    ]
    report.rows += rows
    kinds = sorted({kind for each in ours.threads for kind in each})
    shares = {kind: statistics.median(each.get(kind, 0.0) for each in ours.threads) for kind in kinds}
    told = " · ".join(
        f"{kind} {spent:,.0f}" for kind, spent in sorted(shares.items(), key=lambda item: -item[1])
    )
    report.remarks.append(f"The worker's CPU a message by kind of thread, µs: {told}.")
    report.remarks.append(
        f"All peers send the same message of {octets:,} octets, to different phones, each with its own keys;"
        " sink: nginx on 127.0.0.1, TLS, HTTP/2 for the worker (asserted from its log), HTTP/1.1 for `webpush()`."
    )
    return any(row.missed for row in rows)
