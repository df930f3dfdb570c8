// What is being typed for an action, kept in the browser from the first letter: a reload, a crash or a session that ends
// by itself loses none of it.

import { kept } from "../session";

const NAME = "draft:";

/** What `by` typed under `name`. Fields an older version did not have get their empty value. */
export const readDraft = <T extends object>(by: string, name: string, empty: T): T => ({
  ...empty,
  ...kept.read<{ draft: Partial<T> }>(NAME + name, by)?.draft,
});

/** Where the browser keeps nothing, what is typed still stands on the screen. */
export const keepDraft = <T extends object>(by: string, name: string, draft: T, now = Date.now()) =>
  kept.write(NAME + name, by, { draft }, now);

export const dropDraft = (name: string) => kept.remove(NAME + name);
