// What a screen of one action knows: the action itself, its numbers and tips, as fresh as the server gives them.

import { useEffect, useState } from "preact/hooks";
import { now } from "../../api/server-time";
import type { Action, ActionAtAGlance, Listed, Progress, Tip } from "../../api/types";
import { useQuery } from "../../ui/useQuery";
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
  const { value, error } = useQuery([id, mark, gone] as const, () => server.action(id), {
    keeps: true,
    unfinished: (action) => gone && action.status === "running",
    passes: (error) => !isUnknown(error),
  });
  return { action: value, unknown: isUnknown(error) };
}

const isUnknown = (error: unknown) => error instanceof Problem && [403, 404].includes(error.status);

/** The server's time, ticking. */
export function useNow(every = 1_000): Date {
  const [at, setAt] = useState(now);
  useEffect(() => {
    const timer = setInterval(() => setAt(now()), every);
    return () => clearInterval(timer);
  }, [every]);
  return at;
}
