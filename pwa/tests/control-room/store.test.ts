import { readdirSync, readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { send } from "../../src/control-room/commands/commands";
import { dropDraft, keepDraft, readDraft } from "../../src/control-room/commands/drafts";
import { adopt, DAY, LAPSE } from "../../src/control-room/data/purge";
import { keepLanguage, keptLanguage } from "../../src/control-room/data/store";
import { begin, enter, leave, look, sessionState, who } from "../../src/control-room/session";
import { change, draft, open } from "../../src/control-room/start/draft";
import { storage } from "./fakes";

const NOW = Date.parse("2026-03-02T14:46:00Z");
const HER = "meisje met een rode jas";
const HOUR = 3_600_000;

/** A server that knows whom `session` names; nothing else is ever answered. */
let session: string | null | "down" = null;
const answer = (status: number, body: object = {}) =>
  new Response(status === 204 ? null : JSON.stringify(body), {
    status,
    headers: { "Content-Type": "application/json" },
  });
async function fetched(path: string, { method, body }: RequestInit): Promise<Response> {
  if (session === "down") throw new TypeError("no network");
  if (path.endsWith("/v1/sessions") && method === "POST") session = JSON.parse(String(body)).username;
  if (method === "DELETE") {
    session = null;
    return answer(204);
  }
  if (!path.includes("/v1/sessions")) throw new TypeError("lost");
  return session ? answer(200, { username: session, role: "dispatcher", region: null }) : answer(401);
}

/** The whole of the browser's storage, as one text. */
const everything = () =>
  JSON.stringify(Object.keys(localStorage).map((key) => [key, localStorage.getItem(key)]));

/** What a dispatcher may have under way: a report, a draft of each form, and a tip that got no answer. */
function work(name: string): void {
  open(name, new Date(NOW));
  change({ kind: "missing-child", summary: HER }, new Date(NOW));
  for (const form of ["tip", "update", "outcome"]) keepDraft(name, `${form}:a`, { text: HER }, NOW);
  send("tip", "b", { text: HER, via: "112" }, { text: HER });
  expect(everything().split(HER)).toHaveLength(7);
}

/** The page goes and comes back: what it held in memory is gone. */
async function restart(): Promise<void> {
  who.value = null;
  sessionState.value = "asking";
  await begin();
}

beforeEach(async () => {
  vi.useFakeTimers({ now: NOW });
  vi.stubGlobal("localStorage", storage());
  vi.stubGlobal("fetch", fetched);
  session = "anna";
  await restart();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("nothing of a report is left in the browser", () => {
  it("after signing out, and nothing comes after it", async () => {
    work("anna");
    await leave();
    expect(everything()).not.toContain(HER);
    expect(localStorage.length).toBe(0);
    // An answer that was under way.
    keepDraft("anna", "tip:b", { text: HER });
    change({ summary: HER });
    expect(localStorage.length).toBe(0);
  });

  it("when somebody else begins, whether the session ended by itself or the tab was closed", async () => {
    work("anna");
    session = null;
    await restart();
    await enter("bert", "secret", "");
    expect(everything()).not.toContain(HER);
    expect(everything()).not.toContain("anna");
  });

  it("when somebody else has begun in another tab", async () => {
    work("anna");
    session = "bert";
    await restart();
    expect(everything()).not.toContain(HER);
  });

  it("when somebody else signs in over a session that ended", async () => {
    work("anna");
    sessionState.value = "ended";
    await enter("bert", "secret", "");
    expect(everything()).not.toContain(HER);
  });

  it.each(["anna", null])("after a day, when the page is opened by %s", async (name) => {
    work("anna");
    session = name;
    vi.setSystemTime(NOW + DAY);
    await restart();
    expect(everything()).not.toContain(HER);
  });

  it("after a day, in a page that stayed open", () => {
    work("anna");
    look(NOW + DAY - 1);
    expect(everything()).toContain(HER);
    look(NOW + DAY);
    expect(everything()).not.toContain(HER);
  });

  it("an hour after the last one worked here, while nobody is signed in", async () => {
    work("anna");
    look(NOW + 6 * HOUR);
    session = null;
    sessionState.value = "ended";
    look(NOW + 6 * HOUR + LAPSE - 1);
    expect(everything()).toContain(HER);
    look(NOW + 6 * HOUR + LAPSE);
    expect(everything()).not.toContain(HER);
  });
});

describe("what somebody is at work on is there", () => {
  const found = () => {
    open("anna", new Date(NOW));
    expect(draft.value.summary).toBe(HER);
    expect(readDraft("anna", "tip:a", { text: "" }).text).toBe(HER);
    expect(everything().split(HER)).toHaveLength(7);
  };

  it("after a reload", async () => {
    work("anna");
    await restart();
    found();
  });

  it("after a session that ended by itself, also when the page was loaded anew meanwhile", async () => {
    work("anna");
    sessionState.value = "ended";
    await enter("anna", "secret", "");
    found();
    session = null;
    await restart();
    expect(sessionState.value).toBe("out");
    await enter("anna", "secret", "");
    found();
  });

  it("while the server does not answer and nobody knows who works here", async () => {
    work("anna");
    session = "down";
    vi.setSystemTime(NOW + 2 * HOUR);
    await restart();
    look();
    session = "anna";
    await begin();
    found();
  });
});

it("what was sent, or belongs to somebody else, is no draft", () => {
  keepDraft("anna", "tip:a", { text: HER });
  expect(readDraft("bert", "tip:a", { text: "" })).toEqual({ text: "" });
  dropDraft("tip:a");
  expect(readDraft("anna", "tip:a", { text: "" })).toEqual({ text: "" });
  localStorage.setItem("burgernet.room.draft:tip:a", "{");
  expect(readDraft("anna", "tip:a", { text: "" })).toEqual({ text: "" });
});

it("the language is the desk's: it stays whoever goes", async () => {
  keepLanguage("en");
  await leave();
  session = "bert";
  await restart();
  expect(keptLanguage()).toBe("en");
});

it("a browser that forbids its storage hinders nobody", async () => {
  vi.stubGlobal("localStorage", undefined);
  await restart();
  expect(keepDraft("anna", "tip:a", { text: HER })).toBe(false);
  expect(keptLanguage()).toBe(null);
  await leave();
  expect(sessionState.value).toBe("out");
});

describe("what an earlier version kept", () => {
  const KEPT = {
    "burgernet-room-language": "en",
    "burgernet-room-draft:anna": JSON.stringify({
      key: "k",
      keptAt: new Date(NOW - HOUR).toISOString(),
      kind: "theft",
      summary: HER,
    }),
    "burgernet.room.draft:tip:a": JSON.stringify({ at: NOW, draft: { text: HER } }),
    "burgernet.room.outbox:anna:tip:b": JSON.stringify({
      key: "o",
      action: "b",
      body: { text: HER, via: "112" },
      draft: { text: HER },
      form: "tip",
      at: NOW - 600_000,
      by: "anna",
    }),
    "burgernet.room.later:a": String(NOW),
  };
  beforeEach(() => {
    localStorage.clear();
    for (const [key, text] of Object.entries(KEPT)) localStorage.setItem(key, text);
  });

  it("is there for whoever was at work while the server was upgraded", async () => {
    expect(keptLanguage()).toBe("en");
    await restart();
    open("anna", new Date(NOW));
    expect(draft.value).toMatchObject({ key: "k", kind: "theft", summary: HER });
    expect(readDraft("anna", "tip:a", { text: "" }).text).toBe(HER);
    expect(Object.keys(localStorage).sort()).toEqual([
      "burgernet.room.draft:tip:a",
      "burgernet.room.language",
      "burgernet.room.outbox:anna:tip:b",
      "burgernet.room.report:anna",
      "burgernet.room.seen",
    ]);
  });

  it("does not come in the place of what this one keeps", () => {
    const now = JSON.stringify({ by: "anna", at: NOW, key: "newer" });
    localStorage.setItem("burgernet.room.report:anna", now);
    adopt("anna");
    expect(localStorage.getItem("burgernet.room.report:anna")).toBe(now);
  });

  it.each([
    { what: "signing out", name: "anna", at: NOW, happens: leave },
    { what: "the start of another", name: "bert", at: NOW, happens: restart },
    { what: "a day", name: "anna", at: NOW + DAY, happens: restart },
  ])("is gone after $what, like all the rest", async ({ name, at, happens }) => {
    session = name;
    vi.setSystemTime(at);
    await happens();
    expect(everything()).not.toContain(HER);
    expect(Object.keys(localStorage).filter((key) => !key.startsWith("burgernet.room."))).toEqual([]);
  });
});

it("nothing is kept that the purge does not know: nobody else touches the browser's storage", () => {
  const root = "src/control-room";
  const touching = readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name))
    .filter((name) =>
      /localStorage|sessionStorage|indexedDB|caches\b/.test(readFileSync(`${root}/${name}`, "utf8")),
    );
  expect(touching.sort()).toEqual(["data/purge.ts", "data/store.ts"]);
});
