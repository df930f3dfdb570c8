// The phone beside a running action: the newest message as participants have it, or the one being typed. Pure.

import { additionIn } from "../../alerts/older";
import type { Action, Preview } from "../../api/types";
import type { Previewed } from "../phone/PhonePreview";

interface Drafted {
  kind: "update" | "outcome";
  preview: Preview | null;
}

export function phoneOf(action: Action, photo: string | null, draft?: Drafted): Previewed {
  const alert = action.messages.find(({ kind }) => kind === "alert");
  const typed = draft?.preview?.messages.find(({ language }) => language === "nl");
  const sent = action.messages.filter(({ kind }) => kind === "update").reverse();
  const additions = sent.map(({ notice, body, addition, sentAt }) => ({
    notice,
    text: addition ?? additionIn(body, alert?.body ?? ""),
    at: sentAt,
  }));
  if (typed && draft?.kind === "update") {
    const text = additionIn(typed.body, alert?.body ?? "");
    additions.unshift({ notice: "draft", text, at: new Date().toISOString() });
  }
  const outcome =
    action.messages.find(({ kind }) => kind === "outcome") ?? (draft?.kind === "outcome" ? typed : undefined);
  const newest = draft?.kind === "update" && typed ? typed : sent[0];
  return {
    kind: action.kind,
    title: alert?.title ?? action.description.summary,
    body: alert?.body ?? "",
    exercise: action.exercise,
    photo: outcome ? null : photo,
    area: action.area,
    description: action.description,
    additions,
    outcome: outcome ? { title: outcome.title, body: outcome.body } : null,
    notification: newest ? { title: newest.title, body: newest.body } : null,
    startedAt: action.startedAt,
  };
}
