import { describe, expect, it } from "vitest";
import { Unreachable } from "../../src/api/client";
import { install } from "../../src/worker/install";
import { push } from "../../src/worker/push";
import {
  ACTION,
  ALERT,
  BODY,
  listedAlert,
  notice,
  outcome,
  pushed,
  pushedOutcome,
  pushedUpdate,
  UPDATE,
} from "../examples";
import { FakePage, fire, pushEvent, surroundings } from "./scope";

const RECEIPTS = "POST /v1/participants/me/receipts";

describe("a push", () => {
  it("is shown with its text, and leads to its alert", async () => {
    const { world, open } = surroundings();
    await fire(push(world), pushEvent(pushed()));
    expect(open()).toHaveLength(1);
    expect(open()[0]).toMatchObject({
      title: "Meisje van 6 vermist",
      options: {
        body: BODY,
        lang: "nl",
        tag: ACTION,
        renotify: true,
        silent: false,
        data: { action: ACTION },
      },
    });
  });

  it("is shown before it is stored, told to the server and to open pages", async () => {
    const { world, steps, pages } = surroundings();
    const page = new FakePage("/");
    pages.push(page);
    await fire(push(world), pushEvent(pushed()));
    expect(steps.map((step) => step.split(" ")[0])).toEqual(["show", "store", "store", "call", "store"]);
    expect(steps[1]).toBe(`store notice:${ACTION}:${ALERT}`);
    expect(page.told).toEqual([{ type: "notices" }]);
  });

  it("is shown also when the app is open in front", async () => {
    const { world, open, pages } = surroundings();
    pages.push(new FakePage(`/oproep/${ACTION}`));
    await fire(push(world), pushEvent(pushed()));
    expect(open()).toHaveLength(1);
  });

  it("is receipted as shown", async () => {
    const { world, server } = surroundings();
    await fire(push(world), pushEvent(pushed()));
    expect(server.asked[0]).toMatchObject({
      path: RECEIPTS.slice(5),
      body: { notice: ALERT, state: "shown" },
    });
  });

  it("whose receipt can't be sent is receipted later", async () => {
    const { world, store, open } = surroundings({
      [RECEIPTS]: () => {
        throw new Unreachable();
      },
    });
    await fire(push(world), pushEvent(pushed()));
    expect(open()).toHaveLength(1);
    expect(await store.get(`receipt:${ALERT}:shown`)).toMatchObject({ sent: false });
  });

  it("sends the receipts that could not be sent before, after its own", async () => {
    const { world, server, store } = surroundings({
      [RECEIPTS]: () => {
        throw new Unreachable();
      },
    });
    const handler = push(world);
    await fire(handler, pushEvent(pushed()));
    delete server.table[RECEIPTS];
    server.asked.length = 0;
    await fire(handler, pushEvent(pushedUpdate()));
    expect(server.asked.map(({ body }) => body)).toEqual([
      { notice: UPDATE, state: "shown" },
      { notice: ALERT, state: "shown" },
    ]);
    expect((await store.list("receipt:")).every(({ sent }) => sent)).toBe(true);
  });

  it("that can't be read sends them too", async () => {
    const { world, server, store } = surroundings();
    const due = { notice: ALERT, state: "opened", sent: false, at: "2026-03-02T14:45:00Z" } as const;
    await store.set(`receipt:${ALERT}:opened`, due);
    await fire(push(world), { data: null });
    expect(server.asked.map(({ body }) => body)).toEqual([{ notice: ALERT, state: "opened" }]);
  });

  it("tells the server also when the storage fails", async () => {
    const { world, server } = surroundings();
    const fails = () => {
      throw new Error("blocked");
    };
    const store = { ...world.store, get: fails, set: fails, list: fails, drop: fails };
    await fire(push({ ...world, store }), pushEvent(pushed()));
    expect(server.asked.map(({ body }) => body)).toEqual([{ notice: ALERT, state: "shown" }]);
  });

  it("that the browser won't show is kept and not receipted", async () => {
    const { world, store, state, server } = surroundings();
    state.refuses = () => true;
    await fire(push(world), pushEvent(pushed()));
    expect(await store.list(`notice:${ACTION}:`)).toHaveLength(1);
    expect(server.asked).toEqual([]);
  });

  it("whose icon is refused is shown without, and receipted", async () => {
    const { world, open, state, server } = surroundings();
    state.refuses = (options) => options.renotify !== undefined;
    await fire(push(world), pushEvent(pushed()));
    expect(open()).toHaveLength(1);
    expect(open()[0]).toMatchObject({
      title: "Meisje van 6 vermist",
      options: { body: BODY, tag: ACTION, data: { action: ACTION } },
    });
    expect(server.asked).toHaveLength(1);
  });

  it("brings its images along from what is kept: the network may be slow, and is not waited for", async () => {
    const { world, open, state } = surroundings();
    await fire(install(world));
    // As Chromium: a notification is not shown before its images were fetched.
    state.hangs = ({ icon }) => icon !== undefined && !icon.startsWith("data:");
    await fire(push(world), pushEvent(pushed()));
    expect(open()[0]?.options).toMatchObject({
      icon: `data:image/png;base64,${btoa("shell-two /icons/icon-192.png")}`,
      renotify: true,
    });
  });
});

describe("one notification an action", () => {
  it("the outcome replaces the alert", async () => {
    const { world, open, shown } = surroundings();
    const handler = push(world);
    await fire(handler, pushEvent(pushed()));
    await fire(handler, pushEvent(pushedUpdate()));
    await fire(handler, pushEvent(pushedOutcome()));
    expect(shown).toHaveLength(3);
    expect(open().map(({ title }) => title)).toEqual(["Afloop: vermist kind"]);
  });

  it("an alert after its outcome shows the outcome, and makes no sound", async () => {
    const { world, open } = surroundings();
    const handler = push(world);
    await fire(handler, pushEvent(pushedOutcome()));
    await fire(handler, pushEvent(pushed()));
    expect(open()).toHaveLength(1);
    expect(open()[0]).toMatchObject({
      title: "Afloop: vermist kind",
      options: { silent: true, renotify: false },
    });
  });

  it("an alert after an outcome the app heard itself shows the outcome", async () => {
    const { world, open, store } = surroundings();
    await store.set(`alert:${ACTION}`, listedAlert({ status: "ended" }, [notice(), outcome()]));
    await fire(push(world), pushEvent(pushed()));
    expect(open()[0]?.title).toBe("Afloop: vermist kind");
  });

  it("alert and outcome arriving together end with the outcome", async () => {
    const { world, open } = surroundings();
    const handler = push(world);
    await Promise.all([fire(handler, pushEvent(pushedOutcome())), fire(handler, pushEvent(pushed()))]);
    expect(open().map(({ title }) => title)).toEqual(["Afloop: vermist kind"]);
  });

  it("a repeated alert makes no second sound and no second notification", async () => {
    const { world, open } = surroundings();
    const handler = push(world);
    await fire(handler, pushEvent(pushed()));
    await fire(handler, pushEvent(pushed()));
    expect(open()).toHaveLength(1);
    expect(open()[0]?.options).toMatchObject({ silent: true, renotify: false });
  });

  it("an update sounds again", async () => {
    const { world, open } = surroundings();
    const handler = push(world);
    await fire(handler, pushEvent(pushed()));
    await fire(handler, pushEvent(pushedUpdate()));
    expect(open()[0]?.options).toMatchObject({ silent: false, renotify: true });
  });

  it("another action's alert stays", async () => {
    const { world, open } = surroundings();
    const handler = push(world);
    await fire(handler, pushEvent(pushed()));
    await fire(handler, pushEvent(pushed({ tag: "other" }, { action: "other", notice: "n2" })));
    expect(open()).toHaveLength(2);
  });
});

describe("never silent", () => {
  it.each([
    ["nothing", { data: null }],
    ["no JSON", pushEvent("{")],
    ["JSON that is no message", pushEvent([1, 2])],
    ["a message without text", pushEvent({ notification: { data: {} } })],
  ])("%s still shows something", async (_, event) => {
    const { world, open, server } = surroundings();
    await fire(push(world), event);
    expect(open()).toHaveLength(1);
    expect(open()[0]).toMatchObject({
      title: "Burgernet",
      options: { body: expect.stringContaining("Open de app") },
    });
    expect(server.asked).toEqual([]);
  });

  it("in the participant's language", async () => {
    const { world, open, store } = surroundings();
    await store.set("language", "en");
    await fire(push(world), { data: null });
    expect(open()[0]?.options.body).toContain("Open the app");
  });

  it("a kind of message this version does not know shows its text", async () => {
    const { world, open } = surroundings();
    await fire(push(world), pushEvent(pushed({ title: "Nieuw" }, { kind: "all-clear" })));
    expect(open()[0]?.title).toBe("Nieuw");
  });
});
