// Puts one notification on the screen, in the fullest form the browser takes, and says what somebody then sees.

import { alertPath, HOME } from "../api/routes";
import { TooLate, withTimeout } from "../device/async";
import type { WorkerContext } from "./context";

export interface Content {
  title: string;
  body: string;
  lang: string;
  tag: string;
  silent: boolean;
  renotify: boolean;
  data: { action: string | null; notice: string | null };
  images: { icon?: string; badge?: string };
  /** What is on the screen of the same action. */
  replaces: Notification[];
}

/** What somebody sees: what the worker made, the message as it was declared, or nothing that is known of. */
export type Result = "ours" | "declared" | "nothing";

// Milliseconds.
const FULL = 800;
const BAREST = 500;
/** WebKit refuses a declared push's at once, takes it without an answer, and shows it when the worker is done. */
const DECLARED = 300;

/** Never throws. `declared`: the browser has read the message too, and shows it when it gets nothing from here. */
export async function show({ scope }: WorkerContext, content: Content, declared: boolean): Promise<Result> {
  const { title, body, lang, tag, silent, renotify, data, images, replaces } = content;
  // WebKit refuses the notification of a declared push that does not say where it leads; others do not know it.
  const navigate = scope.location.origin + (data.action ? alertPath(data.action) : HOME);
  const barest = { body, tag, silent, data, navigate };
  const full = {
    ...barest,
    lang,
    dir: "ltr" as const,
    ...images,
    // Without it a replaced one makes no sound.
    renotify: renotify && !silent,
  };
  for (const one of replaces) {
    try {
      one.close();
    } catch {}
  }
  const tries = [
    { options: full, patience: declared ? DECLARED : FULL },
    { options: barest, patience: declared ? DECLARED : BAREST },
  ];
  for (const { options, patience } of tries) {
    try {
      await withTimeout(patience, (async () => scope.registration.showNotification(title, options))());
      return "ours";
    } catch (error) {
      if (declared && error instanceof TooLate) return "ours";
    }
  }
  return declared ? "declared" : "nothing";
}
