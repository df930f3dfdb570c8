"""Work in a thread of the system's, as gevent's processes have it done."""

import subprocess
import sys

PATCHED = "from gevent import monkey; monkey.patch_all()\n"
WORK = "from backend.offload import offload\n"


def patched(code: str) -> subprocess.CompletedProcess[str]:
    """A process as gunicorn's gevent makes it."""
    return subprocess.run(
        [sys.executable, "-c", PATCHED + WORK + code], capture_output=True, text=True, timeout=60, check=False
    )


def test_the_answer_comes_back() -> None:
    assert patched("print(offload(int, '7'))").stdout == "7\n"


def test_a_refusal_comes_back_and_is_not_printed() -> None:
    ended = patched("try: offload(int, 'x')\nexcept ValueError: print('refused')")
    assert (ended.stdout, ended.stderr) == ("refused\n", "")
