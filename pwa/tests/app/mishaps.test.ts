// @vitest-environment happy-dom
import { afterEach, describe, expect, it, vi } from "vitest";
import { ACTION, listedAlert, notice } from "../examples";
import { browser, device, participant, withoutBrowser } from "./device";

afterEach(withoutBrowser);

const SUBSCRIPTION = "/push-subscription";
const HOME = {
  label: "Zuiderplein 12",
  location: { type: "Point" as const, coordinates: [5.8, 53.2] as [number, number] },
};

describe("permission to notify", () => {
  it("given leads to a confirmed way to this phone", async () => {
    const { app, said } = await participant();
    await (await import("../../src/app/push-registration")).confirmReach();
    expect(said("PUT", SUBSCRIPTION)).toHaveLength(1);
    expect(app.pushStatus.value.state).toBe("confirmed");
  });

  it("withdrawn is noticed, and the server no longer counts on this phone", async () => {
    const { app, said, notifications, store } = await participant();
    const { confirmReach } = await import("../../src/app/push-registration");
    await confirmReach();
    notifications.permission = "denied";
    await confirmReach();
    expect(said("DELETE", SUBSCRIPTION)).toHaveLength(1);
    expect([app.permitted.value, app.pushStatus.value.state]).toEqual(["denied", "none"]);
    expect(await store.get("posted")).toBeUndefined();
  });

  it("confirmed stays so when the next opening can't ask what the server keeps", async () => {
    const { app, push, table, store } = await participant();
    const { confirmReach } = await import("../../src/app/push-registration");
    const { refreshMe } = await import("../../src/app/profile");
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
    const { allow, confirmReach, decline } = await import("../../src/app/push-registration");
    // Joining makes use of the permission while its last question is still being read.
    const joining = confirmReach();
    await decline();
    await joining;
    await confirmReach();
    expect([said("PUT", SUBSCRIPTION).length, said("DELETE", SUBSCRIPTION).length]).toEqual([1, 1]);
    expect([app.permitted.value, app.pushStatus.value.state]).toEqual(["default", "none"]);
    expect(await store.get("declined")).toBe(true);
    await allow();
    expect([app.permitted.value, app.pushStatus.value.state]).toEqual(["granted", "confirmed"]);
    expect(await store.get("declined")).toBeUndefined();
  });

  it("declined is still so after the app was closed", async () => {
    const { app, store } = await participant();
    await store.set("declined", true);
    await (await import("../../src/app/boot")).begin();
    expect([app.declined.value, app.permitted.value]).toEqual([true, "default"]);
  });

  it("never given asks nothing of the server", async () => {
    const { heard } = await participant({ permission: "default" });
    await (await import("../../src/app/push-registration")).confirmReach();
    expect(heard).toEqual([]);
  });

  it("without a server to tell is neither confirmed nor failed", async () => {
    const { app } = await participant({ away: true });
    await (await import("../../src/app/push-registration")).confirmReach();
    expect(app.pushStatus.value.state).toBe("asking");
    expect(app.reachable.value).toBe(false);
  });

  it("whose way the server refuses is told, and not asked for again by itself", async () => {
    const { app, push, said, table } = await participant();
    table["PUT /v1/participants/me/push-subscription"] = { status: 422 };
    await (await import("../../src/app/push-registration")).confirmReach();
    expect([app.pushStatus.value.state, push.held]).toEqual(["refused", null]);
    await settled();
    expect(said("PUT", SUBSCRIPTION)).toHaveLength(1);
  });

  it("that the browser does not honour is said to be blocked", async () => {
    const { app, push } = await participant();
    push.script = [new DOMException("no", "NotAllowedError")];
    await (await import("../../src/app/push-registration")).confirmReach();
    expect(app.pushStatus.value.state).toBe("blocked");
  });
});

/** Opened anew, with what the phone kept; heeds what the server says of its token. */
async function opened(phone: Awaited<ReturnType<typeof participant>>) {
  vi.resetModules();
  const app = await import("../../src/app/state");
  const { begin } = await import("../../src/app/boot");
  const { store, whenUnknown } = await import("../../src/app/connection");
  const { doubt } = await import("../../src/app/membership");
  const { refreshMe } = await import("../../src/app/profile");
  let doubted: Promise<unknown> | undefined;
  whenUnknown(() => {
    doubted = doubt();
  });
  await begin();
  const asks = async () => {
    await refreshMe().catch(() => undefined);
    // What follows is written down before anything else is looked at.
    await doubted;
    await settled();
  };
  return { ...phone, app, store, asks };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 20));
const ME = "GET /v1/participants/me";
const KNOWN = {
  json: {
    id: "p",
    language: "nl",
    alsoAddressesWhenAway: true,
    exercises: false,
    pausedUntil: null,
    position: null,
    places: {},
    push: null,
    municipality: null,
  },
};

describe("a token the server does not know", () => {
  it("said once is a doubt, and costs nothing", async () => {
    browser();
    const { app, asks, store, table } = await opened(await participant());
    table[ME] = { status: 401 };
    await asks();
    await asks();
    expect([app.stage.value, app.doubted.value, app.forgotten.value]).toEqual(["participant", true, false]);
    expect(await store.get("token")).toBe("T");
  });

  it("said again at a later start leads back to joining, with what was chosen", async () => {
    browser();
    const phone = await participant();
    await phone.store.set("choices", { live: true, places: { home: HOME } });
    await phone.store.set("agreed", true);
    phone.table[ME] = { status: 401 };
    await (await opened(phone)).asks();
    const { app, asks, store } = await opened(phone);
    expect([app.stage.value, app.doubted.value]).toEqual(["participant", true]);
    await asks();
    expect([app.stage.value, app.forgotten.value, app.agreed.value]).toEqual(["stranger", true, true]);
    expect([await store.get("token"), await store.get("doubted")]).toEqual([undefined, undefined]);
    expect(app.choices.value.places.home).toEqual(HOME);
    expect(await store.get("choices")).toMatchObject({ places: { home: HOME } });
  });

  it("known again by the next start is as before, and its next doubt is a first one", async () => {
    browser();
    const phone = await participant();
    phone.table[ME] = { status: 401 };
    await (await opened(phone)).asks();
    phone.table[ME] = KNOWN;
    const { app, asks, store } = await opened(phone);
    await asks();
    expect([app.stage.value, app.doubted.value, await store.get("doubted")]).toEqual([
      "participant",
      false,
      undefined,
    ]);
    phone.table[ME] = { status: 401 };
    await asks();
    expect([app.stage.value, app.doubted.value]).toEqual(["participant", true]);
  });

  it("known again after joining was offered takes part again by itself", async () => {
    browser();
    const phone = await participant();
    phone.table[ME] = { status: 401 };
    await (await opened(phone)).asks();
    await (await opened(phone)).asks();
    phone.table[ME] = KNOWN;
    const { app, store } = await opened(phone);
    expect(app.stage.value).toBe("stranger");
    // Fetched beforehand: what is waited for is what it does.
    await import("../../src/app/chunks/participant");
    (await import("../../src/app/boot")).awake();
    await vi.waitFor(() => expect(app.stage.value).toBe("participant"));
    await vi.waitFor(async () =>
      expect([await store.get("token"), await store.get("former"), await store.get("forgotten")]).toEqual([
        "T",
        undefined,
        undefined,
      ]),
    );
  });

  it("is not suspected because of a proxy that answers instead, which counts as no server", async () => {
    browser();
    const { app, asks, table } = await opened(await participant());
    table[ME] = { status: 401, ours: false };
    await asks();
    expect([app.stage.value, app.doubted.value, app.reachable.value]).toEqual(["participant", false, false]);
  });

  it("is not suspected because of a call made as anyone", async () => {
    browser();
    const { app, table } = await opened(await participant());
    const { call } = await import("../../src/app/connection");
    table["GET /config.json"] = { status: 401 };
    await call("GET", "/config.json", { anonymous: true }).catch(() => undefined);
    expect([app.stage.value, app.doubted.value]).toEqual(["participant", false]);
  });
});

describe("storage that fails while the app is open", () => {
  it("says nothing of the server, nor of the way to this phone", async () => {
    browser();
    const { app, store } = await participant();
    const { confirmReach } = await import("../../src/app/push-registration");
    const { refreshMe } = await import("../../src/app/profile");
    await store.get("token");
    vi.spyOn(IDBDatabase.prototype, "transaction").mockImplementation(() => {
      throw new DOMException("gone", "UnknownError");
    });
    await Promise.all([refreshMe().catch(() => undefined), confirmReach()]);
    expect([app.reachable.value, app.pushStatus.value.state]).toEqual([true, "asking"]);
    vi.restoreAllMocks();
  });
});

describe("storage that can't be read", () => {
  it("makes nobody a newcomer, and has everything once it can be", async () => {
    browser();
    const phone = await participant();
    const { indexedDB } = globalThis;
    const broken = {
      open: () => {
        const request = { error: new DOMException("cold", "UnknownError") } as unknown as IDBOpenDBRequest;
        queueMicrotask(() => request.onerror?.(new Event("error")));
        return request;
      },
    };
    vi.stubGlobal("indexedDB", broken);
    vi.resetModules();
    const app = await import("../../src/app/state");
    const { begin, open } = await import("../../src/app/boot");
    await begin();
    expect([app.unreadable.value, app.stage.value]).toEqual(["failed", "starting"]);
    broken.open = indexedDB.open.bind(indexedDB) as never;
    await open();
    expect([app.unreadable.value, app.stage.value]).toEqual([null, "participant"]);
    expect(phone.heard).toEqual([]);
  });
});

describe("storage that was cleared", () => {
  it("makes this phone a newcomer's", async () => {
    const { app, store } = await device();
    await store.clear();
    await (await import("../../src/app/boot")).begin();
    expect([app.stage.value, app.agreed.value]).toEqual(["stranger", false]);
  });
});

describe("a newer version of what the phone keeps", () => {
  it("has this page loaded anew, once nobody looks at it", async () => {
    const { app, container } = await device();
    const reload = vi.spyOn(location, "reload").mockImplementation(() => undefined);
    const hidden = vi.spyOn(document, "hidden", "get").mockReturnValue(false);
    const registered = Object.assign(container, { register: async () => ({ waiting: null }) });
    const { watchUpdates } = await import("../../src/app/update");
    await watchUpdates(registered as never);
    app.outdated.value = true;
    expect(reload).not.toHaveBeenCalled();
    hidden.mockReturnValue(true);
    document.dispatchEvent(new Event("visibilitychange"));
    expect(reload).toHaveBeenCalledTimes(1);
    vi.restoreAllMocks();
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

  it("of who was not known at an earlier start either erases here; said once, nothing", async () => {
    const { app, table } = await participant();
    table["DELETE /v1/participants/me"] = { status: 401 };
    const { leave } = await import("../../src/app/leaving/leave");
    await expect(leave()).rejects.toMatchObject({ status: 401 });
    expect(app.stage.value).toBe("participant");
    app.doubtedBefore.value = true;
    await leave();
    expect(app.stage.value).toBe("stranger");
  });
});

describe("the list of alerts", () => {
  it("is kept for when there is no network, and forgets what is no longer in it", async () => {
    const { store, table } = await participant();
    await store.set("alert:old", listedAlert({ action: "old" }));
    table["GET /v1/participants/me/alerts"] = { json: { items: [listedAlert()], next: null } };
    await (await import("../../src/app/inbox/refresh")).refreshAlerts();
    expect((await store.list("alert:")).map(({ action }) => action)).toEqual([ACTION]);
  });

  it("asked twice at once is asked once", async () => {
    const { said } = await participant();
    const { refreshAlerts } = await import("../../src/app/inbox/refresh");
    await Promise.all([refreshAlerts(), refreshAlerts()]);
    expect(said("GET", "/alerts")).toHaveLength(1);
  });

  it("that arrives after leaving is not kept", async () => {
    const { app, store, table } = await participant();
    table["GET /v1/participants/me/alerts"] = () => {
      app.stage.value = "stranger";
      return { json: { items: [listedAlert()], next: null } };
    };
    await (await import("../../src/app/inbox/refresh")).refreshAlerts();
    expect(await store.list("alert:")).toEqual([]);
  });

  it("and a notice of the socket make one card", async () => {
    const { table } = await participant();
    const at = new Date().toISOString();
    const items = [listedAlert({ startedAt: at }, [notice({ at })])];
    table["GET /v1/participants/me/alerts"] = { json: { items, next: null } };
    const { keepNotice, refreshAlerts } = await import("../../src/app/inbox/refresh");
    const { cards } = await import("../../src/app/inbox/list");
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
    const { followPending } = await import("../../src/app/pending-navigation");
    const { path, go } = await import("../../src/app/route");
    go("/");
    await store.set("remembered", { path: `/oproep/${ACTION}`, at: Date.now() });
    await followPending();
    expect(path.value).toBe(`/oproep/${ACTION}`);
    go("/");
    await followPending();
    expect(path.value).toBe("/");
    await store.set("remembered", { path: `/oproep/${ACTION}`, at: Date.now() - 120_000 });
    await followPending();
    expect(path.value).toBe("/");
  });
});
