// @vitest-environment happy-dom
import { cleanup, render, waitFor } from "@testing-library/preact";
import { afterEach, describe, expect, it } from "vitest";
import { ACTION, listedAlert } from "../examples";
import { participant } from "./device";

afterEach(cleanup);

async function showing(at: string) {
  const phone = await participant();
  history.replaceState(null, "", at);
  const { path } = await import("../../src/app/route");
  path.value = at;
  const { listed } = await import("../../src/app/inbox/list");
  // Reads what the phone has, which is nothing, before anything arrives.
  await import("../../src/app/chunks/participant");
  const { App } = await import("../../src/app/App");
  const shown = render(<App />);
  const strip = () => shown.container.querySelector(".ongoing");
  const arrives = (...alerts: ReturnType<typeof listedAlert>[]) => {
    phone.app.moment.value = new Date(alerts[0]?.startedAt ?? 0);
    listed.value = alerts;
    phone.app.alarming.value = true;
  };
  const link = async () => {
    await waitFor(() => expect(strip()).not.toBeNull());
    return strip()?.querySelector("a") as HTMLAnchorElement;
  };
  return { ...shown, ...phone, strip, arrives, link };
}

describe("an alert that comes in while another screen is shown", () => {
  it("stands above that screen as a link, and is announced", async () => {
    const { arrives, link } = await showing("/instellingen");
    arrives(listedAlert());
    const shown = await link();
    expect(shown.getAttribute("href")).toBe(`/oproep/${ACTION}`);
    expect(shown.textContent).toBe("Er loopt een oproep: Meisje van 6 vermist. Bekijk de oproep");
    const said = () => document.querySelector(".unseen[role=status]")?.textContent;
    await waitFor(() => expect(said()).toBe("Er loopt een oproep: Meisje van 6 vermist"));
  });

  it("is not called fresh while the server does not know this phone", async () => {
    const { arrives, app, queryByText, findByText } = await showing(`/oproep/${ACTION}`);
    arrives(listedAlert());
    await waitFor(() => expect(document.querySelector(".sentence")).not.toBeNull());
    expect(queryByText(/niet bereikbaar/)).toBeNull();
    app.doubted.value = true;
    await findByText(/Burgernet is even niet bereikbaar/);
  });

  it("stands above another alert, but not above itself", async () => {
    const { arrives, link, strip } = await showing(`/oproep/${ACTION}`);
    arrives(listedAlert());
    await waitFor(() => expect(document.querySelector(".sentence")).not.toBeNull());
    expect(strip()).toBeNull();
    arrives(listedAlert({ action: "other" }), listedAlert());
    expect((await link()).getAttribute("href")).toBe("/oproep/other");
  });

  it("is left to the start page where that is shown", async () => {
    const { arrives, strip, findAllByText } = await showing("/");
    arrives(listedAlert());
    await findAllByText("Meisje van 6 vermist");
    expect(strip()).toBeNull();
  });

  it("is called an exercise when it is one, and gives way to an alert", async () => {
    const { arrives, link, strip } = await showing("/instellingen");
    const exercise = listedAlert({
      action: "exercise",
      exercise: true,
      title: "OEFENING: Meisje van 6 vermist",
      messages: [],
    });
    arrives(exercise);
    expect((await link()).textContent).toBe(
      "Er loopt een oefening: Meisje van 6 vermist. Bekijk de oefening",
    );
    expect(strip()?.className).toBe("ongoing exercise");
    arrives(exercise, listedAlert());
    await waitFor(() => expect(strip()?.className).toBe("ongoing"));
  });

  it("leads to the start page when there are more", async () => {
    const { arrives, link } = await showing("/instellingen");
    arrives(listedAlert(), listedAlert({ action: "other" }));
    const shown = await link();
    expect([shown.textContent, shown.getAttribute("href")]).toEqual(["Er lopen 2 oproepen. Bekijk ze", "/"]);
  });
});
