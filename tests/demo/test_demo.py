"""The demo runs from an empty directory to its report, twice, and says clearly what stands in its way."""

import os
import re
import socket
import subprocess
import sysconfig
from pathlib import Path

import pytest

from tests.support.pdok import NOWHERE
from tests.support.postgresql import free_port

PROGRAM = Path(sysconfig.get_path("scripts")) / "burgernet"
PARTICIPANTS = 2000


class Demo:
    """One directory and its ports, for as many starts as a test needs."""

    def __init__(self, directory: Path) -> None:
        self.bind_port, self.push_port = free_port(), free_port()
        self._environment = {
            name: value for name, value in os.environ.items() if not name.startswith("BURGERNET_")
        } | {
            "BURGERNET_DATA_DIR": str(directory),
            "BURGERNET_BIND": f"127.0.0.1:{self.bind_port}",
            "BURGERNET_PDOK_URL": NOWHERE,
        }

    def run(self, *more: str) -> subprocess.CompletedProcess[str]:
        arguments = ["demo", "--once", "--participants", str(PARTICIPANTS), *more]
        return subprocess.run(
            [PROGRAM, *arguments], env=self._environment, capture_output=True, text=True, timeout=110
        )


@pytest.mark.timeout(240)
def test_one_action_is_played_at_every_start(tmp_path: Path) -> None:
    demo = Demo(tmp_path)
    for joined, *options in ((PARTICIPANTS, "--push-port", str(demo.push_port)), (0,)):
        done = demo.run(*options)
        assert done.returncode == 0, done.stdout + done.stderr
        assert f"{joined} deelnemers zijn aangemeld" in done.stdout
        selected = re.search(r"selected +([\d,]+) participants; ([\d,]+) simulated phones", done.stdout)
        assert selected
        assert selected[1] == selected[2] != "0"
        assert f"outcome         {selected[2]} phones: everyone who was alerted" in done.stdout
        assert "inversions 0" in done.stdout
        assert f"http://localhost:{demo.bind_port}/v1/docs" in done.stdout
        assert (tmp_path / "closing-circle.svg").read_text().count('class="dot"') > 5
        assert f"Open http://localhost:{demo.bind_port} on this machine, join with a home in" in done.stdout
        assert f"BURGERNET_BIND=0.0.0.0:{demo.bind_port}" in done.stdout
        assert re.search(r"dispatcher: demo, wachtwoord / password: \S{12,}", done.stdout)


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    demo = Demo(tmp_path)
    with socket.create_server(("127.0.0.1", demo.bind_port)):
        done = demo.run()
    assert done.returncode == 1
    assert f"127.0.0.1:{demo.bind_port} cannot be used" in done.stderr


def test_a_taken_push_port_is_named(tmp_path: Path) -> None:
    demo = Demo(tmp_path)
    with socket.create_server(("127.0.0.1", demo.push_port)):
        done = demo.run("--push-port", str(demo.push_port))
    assert done.returncode == 1
    assert f"cannot use port {demo.push_port}" in done.stderr
    assert "Traceback" not in done.stderr
