import { useState } from "preact/hooks";
import { who } from "../session";
import { keepDraft, readDraft } from "./drafts";

const me = () => who.value?.username ?? "";

/** What is typed in a form, kept in the browser under `name` with each letter. */
export function useDraft<T extends object>(name: string, empty: T) {
  const [draft, set] = useState(() => readDraft(me(), name, empty));
  return {
    draft,
    change: (changes: Partial<T>) =>
      set((before) => {
        const next = { ...before, ...changes };
        keepDraft(me(), name, next);
        return next;
      }),
    /** What the browser keeps now: emptied when it was sent, back when it was refused. */
    reread: () => set(readDraft(me(), name, empty)),
  };
}
