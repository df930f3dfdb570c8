// @vitest-environment happy-dom
import { cleanup, fireEvent, render, waitFor } from "@testing-library/preact";
import { afterEach, expect, it } from "vitest";
import { device, participant } from "./device";

afterEach(cleanup);

it("leaving is not offered to who has left already", async () => {
  await device();
  history.replaceState(null, "", "/stoppen");
  const { path } = await import("../../src/app/route");
  path.value = "/stoppen";
  const { learn } = await import("../../src/i18n/app");
  const { Leaving } = await import("../../src/app/leaving/Leaving");
  await learn("occasional");
  const { queryByText } = render(<Leaving />);
  expect(queryByText("Stop en wis alles")).toBeNull();
  await waitFor(() => expect(path.value).toBe("/"));
});

it("'Liever niet' at joining withdraws what a permission from before had set up", async () => {
  const { app, said } = await participant();
  const { confirmReach } = await import("../../src/app/push-registration");
  const { learn } = await import("../../src/i18n/app");
  const { Notify } = await import("../../src/app/joining/Notify");
  await learn("joining", "occasional");
  await confirmReach();
  const { getByText } = render(<Notify />);
  fireEvent.click(getByText("Liever niet"));
  await waitFor(() => expect(said("DELETE", "/push-subscription")).toHaveLength(1));
  expect(app.permitted.value).toBe("default");
});
