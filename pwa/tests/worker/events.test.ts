import { afterEach, describe, expect, it, vi } from "vitest";
import { activate } from "../../src/worker/activate";
import { serve } from "../../src/worker/fetch";
import { install } from "../../src/worker/install";
import { click } from "../../src/worker/notification-click";
import { renew } from "../../src/worker/subscription-change";
import { takeOver } from "../../src/worker/take-over";
import { ACTION } from "../examples";
import { KEY } from "../fakes";
import { FakeNotification, FakePage, fire, surroundings } from "./scope";

const PATH = `/oproep/${ACTION}`;
const tapped = (data: unknown) => ({ notification: new FakeNotification("x", { data }) });

afterEach(() => {
  vi.useRealTimers();
});

describe("a tapped notification", () => {
  it("opens its alert when no page is open, and is remembered for iPhones", async () => {
    const { world, opened, store } = surroundings();
    const event = tapped({ action: ACTION });
    await fire(click(world), event);
    expect(opened).toEqual([PATH]);
    expect(event.notification.open).toBe(false);
    expect(await store.get("remembered")).toMatchObject({ path: PATH });
  });

  it("goes to the page that shows it already", async () => {
    const { world, opened, pages } = surroundings();
    pages.push(new FakePage("/"), new FakePage(PATH));
    await fire(click(world), tapped({ action: ACTION }));
    expect(opened).toEqual([]);
    expect(pages.map(({ focused }) => focused)).toEqual([false, true]);
  });

  it("leads another screen of the app there", async () => {
    const { world, pages } = surroundings();
    pages.push(new FakePage("/acties"), new FakePage("/instellingen"));
    await fire(click(world), tapped({ action: ACTION }));
    expect(pages[0]?.told).toEqual([]);
    expect(pages[1]?.told).toEqual([{ type: "open", path: PATH }]);
  });

  it("opens a new page when the old one can't come to the front", async () => {
    const { world, opened, pages } = surroundings();
    const page = new FakePage("/");
    page.refusesFocus = true;
    pages.push(page);
    await fire(click(world), tapped({ action: ACTION }));
    expect(opened).toEqual([PATH]);
  });

  const never = () => new Promise<never>(() => undefined);
  const fails = async () => {
    throw new Error("blocked");
  };
  const throws = () => {
    throw new Error("blocked");
  };

  it.each([
    ["fails", fails],
    ["throws", throws],
    ["never answers", never],
  ])("opens its alert although the storage %s", async (_, set) => {
    vi.useFakeTimers();
    const { world, opened } = surroundings();
    const done = fire(click({ ...world, store: { ...world.store, set } }), tapped({ action: ACTION }));
    await vi.advanceTimersByTimeAsync(4_000);
    await done;
    expect(opened).toEqual([PATH]);
  });

  it.each([
    ["can't be listed", { matchAll: fails }],
    ["can't be listed at all", { matchAll: throws }],
    ["are never listed", { matchAll: never }],
    ["have no address", { matchAll: async () => [{ url: "" }] }],
    ["never come to the front", { matchAll: async () => [{ url: `https://b${PATH}`, focus: never }] }],
  ])("opens its alert although the open pages %s", async (_, clients) => {
    vi.useFakeTimers();
    const { world, scope, opened } = surroundings();
    Object.assign(scope.clients, clients);
    const done = fire(click(world), tapped({ action: ACTION }));
    await vi.advanceTimersByTimeAsync(4_000);
    await done;
    expect(opened).toEqual([PATH]);
  });

  it.each([null, {}, { action: null }, { action: 7 }])("that holds %j opens the start page", async (data) => {
    const { world, opened } = surroundings();
    await fire(click(world), tapped(data));
    expect(opened).toEqual(["/"]);
  });
});

describe("without network", () => {
  const ask = async (world: ReturnType<typeof surroundings>["world"], path: string, mode = "no-cors") => {
    let answer: Promise<Response> | undefined;
    const request = { url: `https://burgernet.example${path}`, method: "GET", mode };
    serve(world)({
      request,
      respondWith: (given: Promise<Response>) => {
        answer = given;
      },
    } as unknown as FetchEvent);
    return answer && (await (await answer).text());
  };

  it("every screen of the app opens", async () => {
    const { world, state } = surroundings();
    await fire(install(world));
    state.online = false;
    for (const path of ["/", PATH, "/instellingen", "/koppel"]) {
      expect(await ask(world, path, "navigate")).toBe("shell-two /");
    }
    expect(await ask(world, "/assets/app.js")).toBe("shell-two /assets/app.js");
  });

  it("the server's pages, its answers and photos are none of the worker's business", async () => {
    const { world } = surroundings();
    await fire(install(world));
    expect(await ask(world, "/acties", "navigate")).toBeUndefined();
    expect(await ask(world, "/v1/participants/me/alerts")).toBeUndefined();
    expect(await ask(world, "/photos/x.webp")).toBeUndefined();
  });

  it("a file fetched later is kept as well", async () => {
    const { world, fetched } = surroundings();
    await fire(install(world));
    await ask(world, "/assets/map.js");
    await ask(world, "/assets/map.js");
    expect(fetched).toEqual(["/assets/map.js"]);
  });
});

describe("a newer version", () => {
  it("does not push the older one aside by itself", async () => {
    const { world, state } = surroundings();
    await fire(install(world));
    expect(state.skipped).toBe(false);
  });

  it("takes over when no page could be showing an alert", async () => {
    const { world, state, pages } = surroundings();
    const hidden = new FakePage("/");
    hidden.visibilityState = "hidden";
    pages.push(hidden);
    await fire(takeOver(world), { data: { type: "take-over" } });
    expect(state.skipped).toBe(true);
  });

  it.each([
    ["a hidden alert", PATH, "hidden"],
    ["a visible page", "/", "visible"],
  ])("waits for %s", async (_, path, visibility) => {
    const { world, state, pages } = surroundings();
    const page = new FakePage(path);
    page.visibilityState = visibility as DocumentVisibilityState;
    pages.push(page);
    await fire(takeOver(world), { data: { type: "take-over" } });
    expect(state.skipped).toBe(false);
  });

  it("keeps the files of the version before it, whose pages may still be open, and no older ones", async () => {
    const { world, caches, state } = surroundings();
    for (const name of ["shell-zero", "shell-one", "shell-two", "another"]) await caches.open(name);
    await fire(activate(world));
    expect([...caches.all.keys()]).toEqual(["shell-one", "shell-two", "another"]);
    expect(state.claimed).toBe(true);
  });

  it("does not listen to other messages", async () => {
    const { world, state } = surroundings();
    await fire(takeOver(world), { data: null });
    expect(state.skipped).toBe(false);
  });
});

describe("a replaced subscription", () => {
  it("is made anew and told, without the app", async () => {
    const { world, server, store, push, pages } = surroundings({ "GET /v1/vapid-key": { publicKey: KEY } });
    pages.push(new FakePage("/"));
    await store.set("token", "T");
    await fire(renew(world));
    expect(push.made).toBe(1);
    expect(server.paths()).toContain("PUT /v1/participants/me/push-subscription");
    expect(pages[0]?.told).toEqual([{ type: "subscription" }]);
  });

  it("of who would rather have no notifications is not renewed", async () => {
    const { world, server, store, push } = surroundings();
    await store.set("token", "T");
    await store.set("declined", true);
    await fire(renew(world));
    expect([push.made, server.asked]).toEqual([0, []]);
  });

  it("of who left is nobody's", async () => {
    const { world, server, push } = surroundings();
    await fire(renew(world));
    expect([push.made, server.asked]).toEqual([0, []]);
  });
});
