"""A network that is slow with positions, made in the page itself: the same in every browser."""

HOLD = """() => {
  const real = window.fetch;
  window.held = 0;
  window.released = new Promise((resolve) => { window.release = resolve; });
  window.fetch = async (path, asked) => {
    if (asked?.method === "PUT" && String(path).endsWith("/me/position")) {
      window.held++;
      await window.released;
    }
    return real(path, asked);
  };
}"""
"""From now on each position waits before it leaves; `held` counts them."""
RELEASE = "() => window.release()"
