import { describe, expect, it } from "vitest";
import { Unreachable } from "../../src/api/client";
import { allowedStep, asked, failure } from "../../src/app/joining/flow";
import { register, type Wish } from "../../src/app/joining/register";
import { normal, redeem, why } from "../../src/app/link/redeem";
import { point } from "../../src/device/position";
import { memoryStore } from "../../src/device/store";
import { inFours } from "../../src/i18n/text";
import { type Asked, fakeServer, refusal } from "../fakes";

const JOIN = "POST /v1/participants";
const HOME = { label: "Zuiderplein 1", location: point(5.79, 53.19) };
const WORK = { label: "Gouda", location: point(4.7, 52.01) };
const wish = (changes: Partial<Wish> = {}): Wish => ({ language: "nl", places: { home: HOME }, ...changes });

/** Makes a participant per new key, as the server does; loses as many answers as asked. */
function registry({ losing = 0 } = {}) {
  const known = new Map<string, { token: string; body: string }>();
  let lost = losing;
  const server = fakeServer({
    [JOIN]: ({ key = "", body }: Asked) => {
      const before = known.get(key);
      if (before && before.body !== JSON.stringify(body)) throw refusal(422, "Idempotency-Key");
      const made = before ?? { token: `token ${known.size + 1}`, body: JSON.stringify(body) };
      known.set(key, made);
      if (lost-- > 0) throw new Unreachable();
      return { id: "p", token: made.token, municipality: null };
    },
  });
  return { known, ...server };
}

describe("joining", () => {
  it("sends the choices under a secret key, and keeps the token", async () => {
    const { call, asked } = registry();
    const store = memoryStore();
    await register(call, store, wish());
    expect(asked[0]).toMatchObject({
      anonymous: true,
      key: expect.stringMatching(/^[\w-]{22,64}$/),
      body: { language: "nl", consent: true, places: { home: HOME.location } },
    });
    expect(await store.get("token")).toBe("token 1");
    expect(await store.get("attempt")).toBeUndefined();
  });

  it("makes one participant when the answer gets lost, twice", async () => {
    const { call, known } = registry({ losing: 2 });
    const store = memoryStore();
    await expect(register(call, store, wish())).rejects.toBeInstanceOf(Unreachable);
    await expect(register(call, store, wish())).rejects.toBeInstanceOf(Unreachable);
    await register(call, store, wish());
    expect(known.size).toBe(1);
    expect(await store.get("token")).toBe("token 1");
  });

  it("makes one participant when the choices change after a lost answer, and tells the change", async () => {
    const { call, known, asked } = registry({ losing: 1 });
    const store = memoryStore();
    await register(call, store, wish()).catch(() => undefined);
    await register(call, store, wish({ language: "en", places: { work: WORK } }));
    expect(known.size).toBe(1);
    expect(asked.slice(2).map(({ method, path, body }) => [method, path, body])).toEqual([
      ["PATCH", "/v1/participants/me", { language: "en" }],
      ["DELETE", "/v1/participants/me/places/home", undefined],
      ["PUT", "/v1/participants/me/places/work", { location: WORK.location }],
    ]);
  });

  it("makes one participant in two tabs at once", async () => {
    const { call, known } = registry();
    const store = memoryStore();
    await Promise.all([register(call, store, wish()), register(call, store, wish())]);
    expect(known.size).toBe(1);
  });

  it("finishes later what was cut off after the answer", async () => {
    const server = registry({ losing: 1 });
    const store = memoryStore();
    await register(server.call, store, wish()).catch(() => undefined);
    const moved = wish({ places: { home: WORK } });
    server.table["PUT /v1/participants/me/places/home"] = () => {
      throw new Unreachable();
    };
    await expect(register(server.call, store, moved)).rejects.toBeInstanceOf(Unreachable);
    delete server.table["PUT /v1/participants/me/places/home"];
    await register(server.call, store, moved);
    expect(server.known.size).toBe(1);
    expect(await store.get("attempt")).toBeUndefined();
  });

  it("takes a new key after a refusal: nothing was made", async () => {
    const store = memoryStore();
    const { call, asked, table } = fakeServer({
      [JOIN]: () => {
        throw refusal(422, "places.home");
      },
    });
    await register(call, store, wish()).catch(() => undefined);
    table[JOIN] = { id: "p", token: "t", municipality: null };
    await register(call, store, wish({ places: {} }));
    expect(asked[0]?.key).not.toBe(asked[1]?.key);
  });
});

describe("the steps", () => {
  it("come in order: no place before consent, no way back past joining", () => {
    expect(allowedStep(3, { agreed: false, participant: false })).toBe(1);
    expect(allowedStep(3, { agreed: true, participant: false })).toBe(2);
    expect(allowedStep(1, { agreed: true, participant: false })).toBe(1);
    expect(allowedStep(Number.NaN, { agreed: true, participant: false })).toBe(1);
    expect(allowedStep(1, { agreed: true, participant: true })).toBe(3);
  });

  it("say what a failure means", () => {
    expect(failure(new Unreachable()).words).toBe("join.where.unreachable");
    expect(failure(refusal(503)).words).toBe("join.where.unreachable");
    expect(failure(refusal(429)).words).toBe("join.where.crowded");
    expect(failure(refusal(422, "places.home")).words).toBe("join.where.outside");
    expect(failure(refusal(422, "places.home", "outside-netherlands")).words).toBe("join.where.outside");
    expect(failure(refusal(422, "places.home", "something-new")).words).toBe("join.where.refused");
    expect(failure(refusal(422, "consent", "consent-needed"))).toEqual({ words: "join.where.refused" });
  });

  it("know what came of asking for notifications", () => {
    expect(asked("granted", true)).toBe("on");
    expect(asked("granted", false)).toBe("failed");
    expect(asked("denied", false)).toBe("refused");
    expect(asked("default", false)).toBe("undecided");
    expect(asked("install-first", false)).toBe("unsupported");
  });
});

describe("a code from a kiosk", () => {
  const REDEEM = "POST /v1/link-codes/redemptions";

  it("is read as people type it", () => {
    expect(normal(" abcd-efgh ")).toBe("ABCDEFGH");
    expect(normal("#ABCDEFGH")).toBe("ABCDEFGH");
    expect(normal("ABCD")).toBeNull();
    expect(inFours("ABCDEFGH")).toBe("ABCD EFGH");
  });

  it("is traded once, under one key, also after a lost answer", async () => {
    let first = true;
    const { call, asked } = fakeServer({
      [REDEEM]: () => {
        if (!first) return { id: "p", token: "T", municipality: null };
        first = false;
        throw new Unreachable();
      },
    });
    const store = memoryStore();
    await redeem(call, store, "ABCDEFGH").catch(() => undefined);
    await redeem(call, store, "ABCDEFGH");
    expect(asked[0]?.key).toBe(asked[1]?.key);
    expect(await store.get("token")).toBe("T");
  });

  it("another one gets another key", async () => {
    const { call, asked } = fakeServer({
      [REDEEM]: () => {
        throw refusal(410);
      },
    });
    const store = memoryStore();
    await redeem(call, store, "ABCDEFGH").catch(() => undefined);
    await redeem(call, store, "HGFEDCBA").catch(() => undefined);
    expect(asked[0]?.key).not.toBe(asked[1]?.key);
  });

  it("that does not work says why", () => {
    expect([410, 404, 429, 503].map((status) => why(refusal(status)))).toEqual([
      "link.used",
      "link.unknown",
      "link.crowded",
      "link.unreachable",
    ]);
    expect(why(new Unreachable())).toBe("link.unreachable");
  });
});
