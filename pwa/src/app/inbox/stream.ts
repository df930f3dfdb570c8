// While the app is visible: a socket that brings notices at once, and, where it is refused, asking again and again.

import { backOff } from "../../device/async";

/** What the stream works with; tests bring their own socket and clock. */
export interface Around {
  open: () => WebSocket;
  token: () => Promise<string | undefined>;
  /** The newest notice this phone has. */
  since: () => string | undefined;
  notice: (json: unknown) => void;
  /** Asks the list over HTTP. */
  poll: () => Promise<unknown>;
  /** Whether an action runs: then asking is worth it more often. */
  busy: () => boolean;
  /** The server does not know this phone, now. */
  unknown: () => void;
  later?: (work: () => void, milliseconds: number) => unknown;
  never?: (timer: unknown) => void;
  random?: () => number;
}

export interface Stream {
  start(): void;
  stop(): void;
}

const BAD_TOKEN = 4401;
const POLL = { busy: 10_000, calm: 30_000 };
/** A socket that says nothing for so long, not even a ping, is dead although the phone does not know it yet. */
const SILENCE = 90_000;
/** A server that does not know this phone is asked again as seldom as one that failed so often in a row. */
const SELDOM = 6;

export function stream(around: Around): Stream {
  const {
    later = (work, milliseconds) => setTimeout(work, milliseconds),
    never = (timer) => clearTimeout(timer as number),
    random = Math.random,
  } = around;
  let socket: WebSocket | null = null;
  let wanted = false;
  let failures = 0;
  /** The socket has said something: then there is nothing to ask. */
  let speaking = false;
  const timers: Record<"again" | "poll" | "silence", unknown> = { again: null, poll: null, silence: null };

  const set = (name: keyof typeof timers, work: () => void, milliseconds: number) => {
    never(timers[name]);
    timers[name] = later(work, milliseconds);
  };

  function start(): void {
    if (wanted) return;
    wanted = true;
    failures = 0;
    connect();
    schedulePoll();
  }

  function stop(): void {
    wanted = false;
    for (const timer of Object.values(timers)) never(timer);
    timers.poll = null;
    drop();
  }

  function drop(): void {
    const old = socket;
    socket = null;
    speaking = false;
    old?.close(1000);
  }

  function connect(): void {
    let opened: WebSocket;
    try {
      opened = around.open();
    } catch {
      again();
      return;
    }
    socket = opened;
    const mine = () => socket === opened;
    opened.onopen = async () => {
      const since = around.since();
      const hello = { type: "hello", token: await around.token(), ...(since ? { since } : {}) };
      if (mine()) opened.send(JSON.stringify(hello));
    };
    opened.onmessage = ({ data }) => {
      if (!mine()) return;
      failures = 0;
      speaking = true;
      never(timers.poll);
      timers.poll = null;
      set("silence", lost, SILENCE);
      const said = parse(data);
      if (said.type === "notice") around.notice(said);
    };
    opened.onclose = ({ code }) => {
      if (!mine()) return;
      if (code === BAD_TOKEN) {
        failures = Math.max(failures, SELDOM);
        around.unknown();
      }
      lost();
    };
  }

  function lost(): void {
    drop();
    if (!wanted) return;
    never(timers.silence);
    again();
    // What was sent in between is in the list.
    schedulePoll();
  }

  function again(): void {
    failures++;
    set("again", connect, backOff(failures, { random }));
  }

  function schedulePoll(): void {
    // A socket that keeps failing must not put the asking off each time.
    if (timers.poll !== null || speaking || !wanted) return;
    const pace = around.busy() ? POLL.busy : POLL.calm;
    set(
      "poll",
      () => {
        timers.poll = null;
        // Afterwards: what the list says decides how soon it is asked again.
        void around.poll().then(schedulePoll, schedulePoll);
      },
      pace * (0.75 + random() / 2),
    );
  }

  return { start, stop };
}

function parse(data: unknown): Record<string, unknown> {
  try {
    return JSON.parse(String(data));
  } catch {
    return {};
  }
}
