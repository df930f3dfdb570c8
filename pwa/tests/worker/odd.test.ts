// Whatever an older version left behind, damage did, or anybody sent: something true is shown.

import { describe, expect, it } from "vitest";
import { set } from "../../src/api/server-time";
import type { Kept, Key } from "../../src/device/store-schema";
import { push } from "../../src/worker/push";
import { ACTION, ALERT, BODY, listedAlert, notice, OUTCOME, outcome, pushed } from "../examples";
import { fire, pushEvent, surroundings } from "./scope";

const ODD: unknown[] = [
  undefined,
  null,
  true,
  0,
  -1,
  Number.NaN,
  1e300,
  7n,
  "",
  "x",
  "toString",
  [],
  [null],
  {},
];
ODD.push(new Date(Number.NaN), new Map(), "🚨".repeat(3_000));

const WHAT_ARRIVED = { title: "Meisje van 6 vermist", body: BODY };

/** `whole` with each of its fields once replaced by each odd value, and once left out. */
const variants = (whole: object): [string, unknown][] =>
  Object.keys(whole).flatMap((field) => {
    const { [field]: _, ...rest } = whole as Record<string, unknown>;
    return [
      [`no ${field}`, rest] as [string, unknown],
      ...ODD.map((odd): [string, unknown] => [`${field} ${describeOdd(odd)}`, { ...rest, [field]: odd }]),
    ];
  });

const describeOdd = (odd: unknown) => `${typeof odd} ${String(odd).slice(0, 12)}`;
const plain: [string, unknown][] = ODD.map((odd) => [describeOdd(odd), odd]);

const ALERT_KEY: Key = `alert:${ACTION}`;
const [listed] = [listedAlert({ status: "ended" }, [notice(), outcome()])];
const message = listed.messages[1] ?? {};

const STORED: [Key, [string, unknown][]][] = [
  [ALERT_KEY, [...plain, ...variants(listed)]],
  [ALERT_KEY, plain.map(([name, odd]) => [`one message ${name}`, { ...listed, messages: [odd] }])],
  [
    ALERT_KEY,
    variants(message).map(([name, odd]) => [`a message's ${name}`, { ...listed, messages: [odd] }]),
  ],
  [`notice:${ACTION}:${OUTCOME}`, [...plain, ...variants(outcome())]],
  ["ahead", plain],
  ["language", plain],
];

describe("a push is shown with something true, and receipted, although", () => {
  it.each(STORED)("%s holds whatever", async (key, values) => {
    for (const [name, value] of values) {
      set(0);
      const { world, open, store, server } = surroundings();
      await store.set(key, value as Kept<typeof key>);
      await fire(push(world), pushEvent(pushed()));
      expect(open(), name).toHaveLength(1);
      const { title, body, data } = open()[0] ?? {};
      if (data.notice === ALERT) expect({ title, body }, name).toEqual(WHAT_ARRIVED);
      for (const text of [title, body]) expect(text?.trim(), name).toBeTruthy();
      expect(server.asked[0]?.body, name).toEqual({ notice: data.notice, state: "shown" });
      const kept = await store.get(`notice:${ACTION}:${ALERT}`);
      expect(Date.parse(kept?.at ?? ""), name).not.toBeNaN();
    }
  });

  it("one of the kept messages is damaged: the outcome beside it still counts", async () => {
    const { world, open, store } = surroundings();
    const messages = [null, ...listed.messages] as typeof listed.messages;
    await store.set(ALERT_KEY, { ...listed, messages } as Kept<typeof ALERT_KEY>);
    await fire(push(world), pushEvent(pushed()));
    expect(open()[0]?.title).toBe("Afloop: vermist kind");
  });

  it.each([
    ["names null", [null]],
    ["is no list", 7],
    [
      "can't be read",
      [
        Object.defineProperty({}, "tag", {
          get: () => {
            throw new Error("gone");
          },
        }),
      ],
    ],
    [
      "can't be closed",
      [
        {
          tag: ACTION,
          close: () => {
            throw new Error("gone");
          },
        },
      ],
    ],
  ])("what is on the screen %s", async (_, found) => {
    const { world, open, scope } = surroundings();
    scope.registration.getNotifications = async () => found as never;
    await fire(push(world), pushEvent(pushed()));
    expect(open().map(({ title }) => title)).toEqual(["Meisje van 6 vermist"]);
  });
});

const { notification } = pushed();
const PAYLOADS: [string, [string, unknown][]][] = [
  ["anything", plain],
  ["any notification", plain.map(([name, odd]) => [name, { notification: odd }])],
  ["any field", variants(notification).map(([name, odd]) => [name, { notification: odd }])],
  ["any data", variants(notification.data).map(([name, odd]) => [name, pushed({ data: odd })])],
];

describe("a push of", () => {
  it.each(PAYLOADS)("%s shows a title and a text", async (_, messages) => {
    for (const [name, sent] of messages) {
      for (const event of [pushEvent(sent), { data: null, ...(sent as object) }]) {
        const { world, open } = surroundings();
        await fire(push(world), event);
        expect(open(), name).toHaveLength(1);
        const { title, options } = open()[0] ?? {};
        expect(title?.trim(), name).toBeTruthy();
        for (const text of [options?.body, options?.lang, options?.tag])
          expect(text, name).toBeTypeOf("string");
        expect(URL.canParse(options?.navigate ?? ""), name).toBe(true);
      }
    }
  });

  it("no data, and what can't be looked at, shows that there is a message", async () => {
    const { world, open } = surroundings();
    const thrown = {
      get: () => {
        throw new Error("gone");
      },
    };
    await fire(push(world), { data: Object.defineProperty({}, "json", thrown) });
    expect(open()[0]?.body).toContain("Open de app");
  });

  it.each(plain)("no sense, with %s kept for a language, speaks Dutch or English", async (_, value) => {
    const { world, open, store } = surroundings();
    await store.set("language", value as Kept<"language">);
    await fire(push(world), { data: null });
    expect(open()[0]?.options).toMatchObject({ lang: "nl", body: expect.stringContaining("Open de app") });
  });
});
