import { beforeEach, describe, expect, it } from "vitest";
import { stream } from "../../src/app/inbox/stream";

const settle = () => new Promise((resolve) => setTimeout(resolve));

class FakeSocket {
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  sent: unknown[] = [];
  closed: number | null = null;
  send = (text: string) => void this.sent.push(JSON.parse(text));
  close = (code: number) => {
    this.closed = code;
  };
}

/** A clock that moves when told to. */
class Timers {
  now = 0;
  private due = new Map<number, { at: number; work: () => void }>();
  private next = 1;

  later = (work: () => void, milliseconds: number) => {
    this.due.set(this.next, { at: this.now + milliseconds, work });
    return this.next++;
  };

  never = (timer: unknown) => void this.due.delete(timer as number);

  /** Lets what was asked settle between one timer and the next. */
  async pass(milliseconds: number) {
    const end = this.now + milliseconds;
    for (;;) {
      await settle();
      const [id, first] = [...this.due].sort((a, b) => a[1].at - b[1].at)[0] ?? [];
      if (!first || id === undefined || first.at > end) break;
      this.now = first.at;
      this.due.delete(id);
      first.work();
    }
    this.now = end;
  }
}

let sockets: FakeSocket[];
let timers: Timers;
let told: unknown[];
let polls: number[];
let unknown: number;

beforeEach(() => {
  sockets = [];
  timers = new Timers();
  told = [];
  polls = [];
  unknown = 0;
});

const begin = ({ busy = (): boolean => false } = {}) => {
  const made = stream({
    open: () => {
      sockets.push(new FakeSocket());
      return sockets.at(-1) as unknown as WebSocket;
    },
    token: async () => "T",
    since: () => "n1",
    notice: (json) => void told.push(json),
    poll: async () => void polls.push(timers.now),
    busy,
    unknown: () => {
      unknown++;
    },
    later: timers.later,
    never: timers.never,
    random: () => 0.5,
  });
  made.start();
  return made;
};

const last = () => sockets.at(-1) as FakeSocket;

describe("the socket", () => {
  it("says who it is in its first message, and what it has", async () => {
    begin();
    last().onopen?.();
    await settle();
    expect(last().sent).toEqual([{ type: "hello", token: "T", since: "n1" }]);
  });

  it("brings notices, and spares the asking while it speaks", async () => {
    begin();
    last().onmessage?.({ data: '{"type":"notice","notice":"n2"}' });
    for (let i = 0; i < 10; i++) {
      await timers.pass(25_000);
      last().onmessage?.({ data: '{"type":"ping"}' });
    }
    expect(told).toEqual([{ type: "notice", notice: "n2" }]);
    expect(polls).toEqual([]);
    expect(sockets).toHaveLength(1);
  });

  it("that begins to speak while the list is asked ends the asking", async () => {
    begin();
    await timers.pass(29_999);
    const asked = timers.pass(1);
    last().onmessage?.({ data: '{"type":"ping"}' });
    await asked;
    polls = [];
    await timers.pass(80_000);
    expect(polls).toEqual([]);
  });

  it("survives what is no message", async () => {
    begin();
    last().onmessage?.({ data: "{" });
    expect(told).toEqual([]);
  });

  it("that falls silent is given up, and another tried", async () => {
    begin();
    last().onmessage?.({ data: '{"type":"ping"}' });
    await timers.pass(95_000);
    expect(sockets[0]?.closed).toBe(1000);
    expect(sockets.length).toBeGreaterThan(1);
  });

  it("refused is tried again with longer and longer pauses, while the list is asked", async () => {
    begin();
    const tried: number[] = [];
    for (let i = 0; i < 6; i++) {
      const before = sockets.length;
      last().onclose?.({ code: 1006 });
      while (sockets.length === before) await timers.pass(100);
      tried.push(timers.now);
    }
    const pauses = tried.map((at, i) => at - (tried[i - 1] ?? 0));
    expect(pauses.every((pause, i) => i === 0 || pause > (pauses[i - 1] ?? 0))).toBe(true);
    await timers.pass(60_000);
    expect(polls.length).toBeGreaterThan(1);
  });

  it("refused again and again does not put the asking off", async () => {
    begin();
    for (let second = 0; second < 120; second++) {
      await timers.pass(1_000);
      last().onclose?.({ code: 1006 });
    }
    expect(polls.length).toBeGreaterThanOrEqual(3);
  });

  it("with a token that is not known says so, and goes on looking, seldom, until it is known again", async () => {
    const made = begin();
    last().onclose?.({ code: 4401 });
    expect(unknown).toBe(1);
    await timers.pass(20_000);
    expect(sockets).toHaveLength(1);
    await timers.pass(60_000);
    expect([sockets.length, polls.length]).toEqual([2, 2]);
    last().onmessage?.({ data: '{"type":"notice","notice":"n2"}' });
    expect(told).toHaveLength(1);
    made.stop();
  });

  it("of a phone that was forgotten meanwhile is not opened again", async () => {
    const made = begin();
    last().onclose?.({ code: 4401 });
    made.stop();
    await timers.pass(300_000);
    expect([sockets.length, polls.length]).toEqual([1, 0]);
  });

  it("closes when the app is out of sight, and opens again after", async () => {
    const made = begin();
    made.stop();
    expect(last().closed).toBe(1000);
    last().onclose?.({ code: 1000 });
    await timers.pass(300_000);
    expect([sockets.length, polls.length]).toEqual([1, 0]);
    made.start();
    expect(sockets).toHaveLength(2);
  });
});

it("an alert found by asking has the list asked more often from then on", async () => {
  let running = false;
  begin({ busy: () => running });
  await timers.pass(60_000);
  running = true;
  await timers.pass(40_000);
  polls = [];
  await timers.pass(60_000);
  expect(polls.length).toBeGreaterThanOrEqual(5);
});

it("while an action runs the list is asked more often", async () => {
  begin({ busy: () => false });
  await timers.pass(60_000);
  const calm = polls.length;
  polls = [];
  begin({ busy: () => true });
  await timers.pass(60_000);
  expect(polls.length).toBeGreaterThan(calm * 2);
});
