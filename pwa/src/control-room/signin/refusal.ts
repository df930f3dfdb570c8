// What the server says to who signs in, in the words of the screen. Pure.

import type { Key, Params } from "../../i18n/room";
import { Problem } from "../server";

export interface Refused {
  key: Key;
  params?: Params;
  /** The code is what is asked for now. */
  code: boolean;
}

export function refusal(error: unknown, code: string): Refused {
  if (!(error instanceof Problem)) return { key: "signin.unreachable", code: false };
  const { status, detail, retryAfter } = error;
  if (status === 429) {
    return { key: "signin.wait", params: { minutes: Math.ceil((retryAfter ?? 60) / 60) }, code: false };
  }
  if (status !== 401) return { key: "signin.incomplete", code: false };
  if (/none is enrolled/.test(detail)) return { key: "signin.noFactor", code: false };
  if (/used before/.test(detail)) return { key: "signin.codeUsed", code: true };
  if (/second factor/.test(detail))
    return { key: code ? "signin.codeWrong" : "signin.codeNeeded", code: true };
  return { key: "signin.wrong", code: false };
}
