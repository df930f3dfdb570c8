// @vitest-environment happy-dom
import { fireEvent, render, waitFor } from "@testing-library/preact";
import { expect, it } from "vitest";
import { participant } from "./device";

it("'Liever niet' at joining withdraws what a permission from before had set up", async () => {
  const { app, said } = await participant();
  const { confirmReach } = await import("../../src/app/reach");
  const { learn } = await import("../../src/app/language");
  const { Notify } = await import("../../src/app/joining/steps");
  await learn("joining", "more");
  await confirmReach();
  const { getByText } = render(<Notify />);
  fireEvent.click(getByText("Liever niet"));
  await waitFor(() => expect(said("DELETE", "/push-subscription")).toHaveLength(1));
  expect(app.permitted.value).toBe("default");
});
