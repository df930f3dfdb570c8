// What a screen of one action knows: the action itself, its numbers and tips, as fresh as the server gives them.

import { useEffect, useState } from "preact/hooks";
import { now } from "../../api/server-time";
import type { Action, ActionAtAGlance, Listed, Progress, Tip } from "../../api/types";
import { overview } from "../data/overview";
import { type Polled, usePoll } from "../data/poll";
import * as server from "../server";
import { Problem, paths } from "../server";

export interface Watched {
  action: Action | null;
  glance: ActionAtAGlance | null;
  progress: Polled<Progress>;
  tips: Tip[];
  /** Not there, or not for this region. */
  unknown: boolean;
}

const AGAIN = 2_000;

export function useAction(id: string): Watched {
  const progress = usePoll<Progress>(paths.progress(id));
  const tips = usePoll<Listed<Tip>>(paths.tips(id));
  const seen = overview.value.value;
  const glance = seen?.items.find((item) => item.id === id) ?? null;
  const { action, unknown } = useReread(id, seen ? markOf(glance) : "", seen !== null && !glance);
  return { action, glance, progress, tips: tips.value?.items ?? [], unknown };
}

/** Another mark: the action changed in more than its numbers, so it is read again. */
const markOf = (glance: ActionAtAGlance | null) =>
  glance ? [glance.messages, glance.expiresAt, glance.area.radius, glance.expired].join() : "ended";

/** `gone` from the running ones: read until it says so itself, for it may have come and gone between two looks. */
function useReread(id: string, mark: string, gone: boolean) {
  const [found, setFound] = useState<{ action: Action | null; unknown: boolean }>({
    action: null,
    unknown: false,
  });
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let left = false;
    const read = () =>
      server.action(id).then(
        (action) => {
          if (left) return;
          setFound({ action, unknown: false });
          if (gone && action.status === "running") timer = setTimeout(read, AGAIN);
        },
        (error) => {
          if (left) return;
          const refused = error instanceof Problem && [403, 404].includes(error.status);
          if (refused) setFound({ action: null, unknown: true });
          else timer = setTimeout(read, AGAIN);
        },
      );
    void read();
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [id, mark, gone]);
  return found;
}

/** The server's time, ticking. */
export function useNow(every = 1_000): Date {
  const [at, setAt] = useState(now);
  useEffect(() => {
    const timer = setInterval(() => setAt(now()), every);
    return () => clearInterval(timer);
  }, [every]);
  return at;
}
