// Trades the code of a kiosk for this phone's own token, once, also after a lost answer.

import { type Call, Problem, secret } from "../../api/client";
import type { Joined } from "../../api/types";
import type { Store } from "../../device/store";
import type { Key } from "../../i18n/app";

const LENGTH = 8;

/** The code as the server knows it, or null when it can't be one: people type spaces and dashes. */
export function normal(typed: string): string | null {
  const code = typed.toUpperCase().replace(/[^A-Z0-9]/g, "");
  return code.length === LENGTH ? code : null;
}

export async function redeem(call: Call, store: Store, code: string): Promise<Joined> {
  const kept = await store.get("redemption");
  const attempt = kept?.code === code ? kept : { key: secret(), code };
  await store.set("redemption", attempt);
  const joined = await call<Joined>("POST", "/v1/link-codes/redemptions", {
    body: { code },
    key: attempt.key,
    anonymous: true,
  });
  await store.set("token", joined.token);
  await store.set("municipality", joined.municipality);
  await store.drop("redemption");
  return joined;
}

/** What to say when it did not work. */
export function why(error: unknown): Key<"occasional"> {
  if (!(error instanceof Problem) || error.status > 499) return "link.unreachable";
  if (error.status === 429) return "link.crowded";
  return error.status === 410 ? "link.used" : "link.unknown";
}
