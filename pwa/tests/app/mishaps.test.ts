// @vitest-environment happy-dom
import { describe, expect, it, vi } from "vitest";
import { ACTION, listedAlert, notice } from "../shared/examples";
import { device, participant } from "./device";

const SUBSCRIPTION = "/push-subscription";
const HOME = {
  label: "Zuiderplein 12",
  location: { type: "Point" as const, coordinates: [5.8, 53.2] as [number, number] },
};

describe("permission to notify", () => {
  it("given leads to a confirmed way to this phone", async () => {
    const { app, said } = await participant();
    await (await import("../../src/app/reach")).confirmReach();
    expect(said("PUT", SUBSCRIPTION)).toHaveLength(1);
    expect(app.reach.value.state).toBe("confirmed");
  });

  it("withdrawn is noticed, and the server no longer counts on this phone", async () => {
    const { app, said, notifications, store } = await participant();
    const { confirmReach } = await import("../../src/app/reach");
    await confirmReach();
    notifications.permission = "denied";
    await confirmReach();
    expect(said("DELETE", SUBSCRIPTION)).toHaveLength(1);
    expect([app.permitted.value, app.reach.value.state]).toEqual(["denied", "none"]);
    expect(await store.get("posted")).toBeUndefined();
  });

  it("confirmed stays so when the next opening can't ask what the server keeps", async () => {
    const { app, push, table, store } = await participant();
    const { confirmReach } = await import("../../src/app/reach");
    const { refreshMe } = await import("../../src/app/mine");
    // At joining: the server has no way to this phone yet.
    await refreshMe();
    await confirmReach();
    const good = push.held?.endpoint;
    // Opened again, from what the phone kept; this one call fails, later ones work.
    app.me.value = (await store.get("me"))?.me ?? null;
    table["GET /v1/participants/me"] = { status: 503 };
    await refreshMe().catch(() => undefined);
    await confirmReach();
    expect([push.held?.endpoint, push.made]).toEqual([good, 1]);
  });

  it("that stood before does not overrule who would rather not, until they turn notifications on", async () => {
    const { app, said, store } = await participant();
    const { allow, confirmReach, decline } = await import("../../src/app/reach");
    // Joining makes use of the permission while its last question is still being read.
    const joining = confirmReach();
    await decline();
    await joining;
    await confirmReach();
    expect([said("PUT", SUBSCRIPTION).length, said("DELETE", SUBSCRIPTION).length]).toEqual([1, 1]);
    expect([app.permitted.value, app.reach.value.state]).toEqual(["default", "none"]);
    expect(await store.get("declined")).toBe(true);
    await allow();
    expect([app.permitted.value, app.reach.value.state]).toEqual(["granted", "confirmed"]);
    expect(await store.get("declined")).toBeUndefined();
  });

  it("declined is still so after the app was closed", async () => {
    const { app, store } = await participant();
    await store.set("declined", true);
    await (await import("../../src/app/start")).begin();
    expect([app.declined.value, app.permitted.value]).toEqual([true, "default"]);
  });

  it("never given asks nothing of the server", async () => {
    const { heard } = await participant({ permission: "default" });
    await (await import("../../src/app/reach")).confirmReach();
    expect(heard).toEqual([]);
  });

  it("without a server to tell is neither confirmed nor failed", async () => {
    const { app } = await participant({ away: true });
    await (await import("../../src/app/reach")).confirmReach();
    expect(app.reach.value.state).toBe("asking");
    expect(app.reachable.value).toBe(false);
  });

  it("that the browser does not honour is said to be blocked", async () => {
    const { app, push } = await participant();
    push.script = [new DOMException("no", "NotAllowedError")];
    await (await import("../../src/app/reach")).confirmReach();
    expect(app.reach.value.state).toBe("blocked");
  });
});

describe("a token the server does not know", () => {
  it("leads back to joining, with what was chosen", async () => {
    const { app, store, table } = await participant();
    const { forget } = await import("../../src/app/membership");
    const { whenForgotten } = await import("../../src/app/connection");
    whenForgotten(() => void forget());
    app.choices.value = { live: true, places: { home: HOME } };
    app.agreed.value = true;
    await store.set("choices", app.choices.value);
    table["GET /v1/participants/me"] = { status: 401 };
    await (await import("../../src/app/mine")).refreshMe().catch(() => undefined);
    await vi.waitFor(async () => expect(await store.get("token")).toBeUndefined());
    expect([app.stage.value, app.forgotten.value, app.agreed.value]).toEqual(["stranger", true, true]);
    expect(app.choices.value.places.home).toEqual(HOME);
    expect(await store.get("choices")).toMatchObject({ places: { home: HOME } });
  });

  it("is not suspected because of a call made as anyone", async () => {
    const { app, table } = await participant();
    const { call, whenForgotten } = await import("../../src/app/connection");
    whenForgotten(async () => (await import("../../src/app/membership")).forget());
    table["GET /config.json"] = { status: 401 };
    await call("GET", "/config.json", { anonymous: true }).catch(() => undefined);
    expect(app.stage.value).toBe("participant");
  });
});

describe("storage that was cleared", () => {
  it("makes this phone a newcomer's", async () => {
    const { app, store } = await device();
    await store.clear();
    await (await import("../../src/app/start")).begin();
    expect([app.stage.value, app.agreed.value]).toEqual(["stranger", false]);
  });
});

describe("two tabs", () => {
  it("what one joins or leaves, the other reads again", async () => {
    await participant();
    const { tellTabs } = await import("../../src/app/connection");
    const other = new BroadcastChannel("burgernet");
    const told = new Promise((resolve) => {
      other.onmessage = ({ data }) => resolve(data);
    });
    tellTabs();
    expect(await told).toBe("changed");
    other.close();
  });
});

describe("leaving", () => {
  it("erases at the server, then here, and breaks the way to this phone", async () => {
    const { app, store, said, push } = await participant();
    push.hold("https://push.example/x");
    await store.set(`alert:${ACTION}`, listedAlert());
    await store.set(`notice:${ACTION}:n`, notice());
    await (await import("../../src/app/leaving/leave")).leave();
    expect(said("DELETE", "")).toHaveLength(1);
    expect([await store.list("alert:"), await store.list("notice:"), await store.get("token")]).toEqual([
      [],
      [],
      undefined,
    ]);
    expect([app.stage.value, push.held]).toEqual(["stranger", null]);
  });

  it("without a connection erases nothing, and says so", async () => {
    const { app, store } = await participant({ away: true });
    await expect((await import("../../src/app/leaving/leave")).leave()).rejects.toThrow();
    expect([app.stage.value, await store.get("token")]).toEqual(["participant", "T"]);
  });

  it("of who is not known at the server any more erases here", async () => {
    const { app, table } = await participant();
    table["DELETE /v1/participants/me"] = { status: 401 };
    await (await import("../../src/app/leaving/leave")).leave();
    expect(app.stage.value).toBe("stranger");
  });
});

describe("the list of alerts", () => {
  it("is kept for when there is no network, and forgets what is no longer in it", async () => {
    const { store, table } = await participant();
    await store.set("alert:old", listedAlert({ action: "old" }));
    table["GET /v1/participants/me/alerts"] = { json: { items: [listedAlert()], next: null } };
    await (await import("../../src/app/alert/refresh")).refreshAlerts();
    expect((await store.list("alert:")).map(({ action }) => action)).toEqual([ACTION]);
  });

  it("asked twice at once is asked once", async () => {
    const { said } = await participant();
    const { refreshAlerts } = await import("../../src/app/alert/refresh");
    await Promise.all([refreshAlerts(), refreshAlerts()]);
    expect(said("GET", "/alerts")).toHaveLength(1);
  });

  it("that arrives after leaving is not kept", async () => {
    const { app, store, table } = await participant();
    table["GET /v1/participants/me/alerts"] = () => {
      app.stage.value = "stranger";
      return { json: { items: [listedAlert()], next: null } };
    };
    await (await import("../../src/app/alert/refresh")).refreshAlerts();
    expect(await store.list("alert:")).toEqual([]);
  });

  it("and a notice of the socket make one card", async () => {
    const { table } = await participant();
    const at = new Date().toISOString();
    const items = [listedAlert({ startedAt: at }, [notice({ at })])];
    table["GET /v1/participants/me/alerts"] = { json: { items, next: null } };
    const { keepNotice, refreshAlerts } = await import("../../src/app/alert/refresh");
    const { cards } = await import("../../src/app/alert/list");
    await keepNotice(notice({ at }));
    await keepNotice(notice({ at }));
    expect(cards.value).toHaveLength(1);
    await refreshAlerts();
    expect(cards.value).toEqual([expect.objectContaining({ complete: true, phone: "08000011" })]);
  });
});

describe("a tapped notification that iOS opened at the start page", () => {
  it("leads to its alert, once, while it is fresh", async () => {
    const { store } = await participant();
    const { followRemembered } = await import("../../src/app/remembered");
    const { path, go } = await import("../../src/app/route");
    go("/");
    await store.set("remembered", { path: `/oproep/${ACTION}`, at: Date.now() });
    await followRemembered();
    expect(path.value).toBe(`/oproep/${ACTION}`);
    go("/");
    await followRemembered();
    expect(path.value).toBe("/");
    await store.set("remembered", { path: `/oproep/${ACTION}`, at: Date.now() - 120_000 });
    await followRemembered();
    expect(path.value).toBe("/");
  });
});
