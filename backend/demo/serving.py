"""The server as a process of its own: started, waited for, and stopped as an operator would."""

import os
import signal
import socket
import subprocess
import sysconfig
import time
from contextlib import suppress
from pathlib import Path

from backend.demo.calls import Calls, DemoFailed

READY_WITHIN = 60.0
STOPPED_WITHIN = 15.0


class Serving:
    """`serve`, and beside it `worker` when the database is not an embedded one."""

    def __init__(self, environment: dict[str, str], address: str, log: Path, *, embedded: bool) -> None:
        self.log = log
        self.address = address
        require_free(address)
        program = Path(sysconfig.get_path("scripts")) / "burgernet"
        commands = ["serve"] if embedded else ["serve", "worker"]
        self._processes: list[subprocess.Popen[bytes]] = []
        with log.open("ab") as output:
            for command in commands:
                # A process group of its own: Ctrl-C reaches only the demo, which then stops it in good order.
                self._processes.append(
                    subprocess.Popen(
                        [str(program), command],
                        env=environment,
                        stdin=subprocess.DEVNULL,
                        stdout=output,
                        stderr=subprocess.STDOUT,
                        start_new_session=True,
                    )
                )

    def require_running(self) -> None:
        """Raises DemoFailed, with the end of the log, when a process has ended."""
        for process in self._processes:
            if process.poll() is not None:
                lines = self.log.read_text(errors="replace").splitlines()[-15:]
                raise DemoFailed(
                    f"The server ended with {process.returncode}. The end of {self.log}:\n" + "\n".join(lines)
                )

    def wait_until_ready(self) -> None:
        """Raises DemoFailed when /readyz does not answer 200 in time."""
        deadline = time.monotonic() + READY_WITHIN
        calls, last = Calls(self.address, timeout=5), "nothing"
        while time.monotonic() < deadline:
            self.require_running()
            try:
                status, _ = calls.status("GET", "/readyz")
            except Exception as error:
                last = type(error).__name__
            else:
                if status == 200:
                    calls.close()
                    return
                last = str(status)
            time.sleep(0.1)
        raise DemoFailed(f"The server was not ready in {READY_WITHIN:g} s (last: {last}); see {self.log}.")

    def stop(self) -> None:
        for process in self._processes:
            with suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + STOPPED_WITHIN
        for process in self._processes:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except (subprocess.TimeoutExpired, KeyboardInterrupt):
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def reachable(bind: str) -> str:
    """Where to call a server that listens on `bind`."""
    host, _, port = bind.rpartition(":")
    return f"{'127.0.0.1' if host in ('', '0.0.0.0', '[::]') else host}:{port}"


def require_free(address: str) -> None:
    """Raises DemoFailed when something listens there already."""
    host, _, port = address.rpartition(":")
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host.strip("[]"), int(port)))
        except OSError as error:
            raise DemoFailed(
                f"{address} cannot be used ({error.strerror}): end what listens there,"
                " or choose another address with BURGERNET_BIND."
            ) from error
