import { beforeEach, describe, expect, it } from "vitest";
import { stream } from "../../src/app/alert/stream";

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

  pass(milliseconds: number) {
    const end = this.now + milliseconds;
    for (;;) {
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
let forgotten: number;

beforeEach(() => {
  sockets = [];
  timers = new Timers();
  told = [];
  polls = [];
  forgotten = 0;
});

const begin = ({ busy = false } = {}) => {
  const made = stream({
    open: () => {
      sockets.push(new FakeSocket());
      return sockets.at(-1) as unknown as WebSocket;
    },
    token: async () => "T",
    since: () => "n1",
    notice: (json) => void told.push(json),
    poll: async () => void polls.push(timers.now),
    busy: () => busy,
    forgotten: () => {
      forgotten++;
    },
    later: timers.later,
    never: timers.never,
    random: () => 0.5,
  });
  made.start();
  return made;
};

const last = () => sockets.at(-1) as FakeSocket;
const settle = () => new Promise((resolve) => setTimeout(resolve));

describe("the socket", () => {
  it("says who it is in its first message, and what it has", async () => {
    begin();
    last().onopen?.();
    await settle();
    expect(last().sent).toEqual([{ type: "hello", token: "T", since: "n1" }]);
  });

  it("brings notices, and spares the asking while it speaks", () => {
    begin();
    last().onmessage?.({ data: '{"type":"notice","notice":"n2"}' });
    for (let i = 0; i < 10; i++) {
      timers.pass(25_000);
      last().onmessage?.({ data: '{"type":"ping"}' });
    }
    expect(told).toEqual([{ type: "notice", notice: "n2" }]);
    expect(polls).toEqual([]);
    expect(sockets).toHaveLength(1);
  });

  it("survives what is no message", () => {
    begin();
    last().onmessage?.({ data: "{" });
    expect(told).toEqual([]);
  });

  it("that falls silent is given up, and another tried", () => {
    begin();
    last().onmessage?.({ data: '{"type":"ping"}' });
    timers.pass(95_000);
    expect(sockets[0]?.closed).toBe(1000);
    expect(sockets.length).toBeGreaterThan(1);
  });

  it("refused is tried again with longer and longer pauses, while the list is asked", () => {
    begin();
    const tried: number[] = [];
    for (let i = 0; i < 6; i++) {
      const before = sockets.length;
      last().onclose?.({ code: 1006 });
      while (sockets.length === before) timers.pass(100);
      tried.push(timers.now);
    }
    const pauses = tried.map((at, i) => at - (tried[i - 1] ?? 0));
    expect(pauses.every((pause, i) => i === 0 || pause > (pauses[i - 1] ?? 0))).toBe(true);
    timers.pass(60_000);
    expect(polls.length).toBeGreaterThan(1);
  });

  it("refused again and again does not put the asking off", () => {
    begin();
    for (let second = 0; second < 120; second++) {
      timers.pass(1_000);
      last().onclose?.({ code: 1006 });
    }
    expect(polls.length).toBeGreaterThanOrEqual(3);
  });

  it("with a token that is no longer known says so, and stops", () => {
    begin();
    last().onclose?.({ code: 4401 });
    timers.pass(300_000);
    expect([forgotten, sockets.length, polls.length]).toEqual([1, 1, 0]);
  });

  it("closes when the app is out of sight, and opens again after", () => {
    const made = begin();
    made.stop();
    expect(last().closed).toBe(1000);
    last().onclose?.({ code: 1000 });
    timers.pass(300_000);
    expect([sockets.length, polls.length]).toEqual([1, 0]);
    made.start();
    expect(sockets).toHaveLength(2);
  });
});

it("while an action runs the list is asked more often", () => {
  begin({ busy: false });
  timers.pass(60_000);
  const calm = polls.length;
  polls = [];
  begin({ busy: true });
  timers.pass(60_000);
  expect(polls.length).toBeGreaterThan(calm * 2);
});
