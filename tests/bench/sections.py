"""The sections of `make bench` by name, in the order in which they run."""

from collections.abc import Callable
from contextlib import ExitStack

from tests.bench import (
    crowd,
    dead,
    flat,
    node,
    pages,
    pair,
    positions,
    registered,
    sending,
    sockets,
    starting,
    window,
)
from tests.bench.grounds import prepare
from tests.bench.setting import Setting

Section = Callable[[Setting], None]


def _sending(setting: Setting) -> None:
    with ExitStack() as part:
        grounds = setting.grounds(part, "sending", inside=setting.many(10_000, 1_000))
        missed = sending.measure(
            grounds,
            setting.sink,
            setting.report,
            rounds=setting.rounds,
            readme_count=setting.many(300, 30),
            encrypt_count=setting.many(5_000, 500),
            say=setting.say,
        )
        if missed or setting.profiled:
            setting.appendix = sending.profile(grounds, setting.sink)


def _first(setting: Setting) -> None:
    registered = setting.many(100_000, 4_000)
    with ExitStack() as part:
        grounds = setting.grounds(part, "first", inside=setting.many(1_500, 300), registered=registered)
        starting.measure_first(
            grounds,
            setting.sink,
            setting.report,
            setting.folder / "first.log",
            registered=registered,
            rounds=setting.rounds,
            say=setting.say,
        )


def _embedded(setting: Setting) -> None:
    registered = setting.many(26_000, 2_000)
    with ExitStack() as part:
        grounds = prepare(
            part,
            f"sqlite:///{setting.folder}/burgernet.sqlite",
            setting.folder,
            setting.sink,
            inside=setting.many(745, 150),
            registered=registered,
            say=setting.say,
        )
        starting.measure_embedded(
            grounds,
            setting.sink,
            setting.report,
            setting.folder / "embedded.log",
            registered=registered,
            rounds=setting.rounds,
            say=setting.say,
        )


def _pages(setting: Setting) -> None:
    pages.measure(setting.folder, setting.report, say=setting.say)


def _public(setting: Setting) -> None:
    crowd.measure(
        setting.folder,
        setting.report,
        actions=setting.many(5_000, 200),
        requests=setting.many(400, 40),
        rounds=setting.rounds,
        say=setting.say,
    )


SECTIONS: dict[str, Section] = {
    "sending": _sending,
    "first": _first,
    "embedded": _embedded,
    "pages": _pages,
    "public": _public,
    "dead": dead.measure,
    "peers": node.measure,
    "window": window.measure,
    "workers": pair.measure,
    "positions": positions.measure,
    "registered": registered.measure,
    "flat": flat.measure,
    "sockets": sockets.measure,
}
REQUIREMENTS: dict[str, Callable[[], None]] = {"pages": pages.require, "peers": node.require}
"""Asked before anything is measured; each raises BenchFailed."""
