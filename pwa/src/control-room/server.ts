// Every call of the control room, by the name of what it does. A 401 tells session.ts; screens need not.

import { type Call, type Coded, caller, mayCome, Problem, problem, Unreachable } from "../api/client";
import { deadline } from "../api/deadline";
import type * as C from "../api/types";

export type { Coded };
export { mayCome, Problem, Unreachable };

let ended: () => void = () => undefined;
/** Who hears that the server no longer knows this session. */
export const whenEnded = (heard: () => void) => {
  ended = heard;
};

const plain = caller({ fetch: (...request) => fetch(...request), token: async () => undefined });

const call: Call = async (method, path, options) => {
  try {
    return await plain(method, path, options);
  } catch (error) {
    if (error instanceof Problem && error.status === 401 && path !== SESSIONS) ended();
    throw error;
  }
};

const SESSIONS = "/v1/sessions";
const ROOM = "/v1/dispatch";

/** What is polled: see poll.ts. */
export const paths = {
  overview: `${ROOM}/overview`,
  pushServices: `${ROOM}/push-services`,
  progress: (id: string) => `${ROOM}/actions/${id}/progress`,
  tips: (id: string) => `/v1/actions/${id}/tips?limit=100`,
  circle: (id: string) => `${ROOM}/actions/${id}/closing-circle.svg`,
  csv: `${ROOM}/figures.csv`,
};

export const config = () => call<C.Config>("GET", "/config.json");

export const signIn = (username: string, password: string, code: string) =>
  plain<C.SignedIn>("POST", SESSIONS, { body: { username, password, ...(code ? { code } : {}) } });
export const whoAmI = () => plain<C.SignedIn>("GET", `${SESSIONS}/current`);
export const signOut = () => plain("DELETE", `${SESSIONS}/current`);

export const factor = () => call<C.FactorState>("GET", `${ROOM}/second-factor`);
export const draftFactor = (password: string, code: string) =>
  plain<C.FactorDraft>("POST", `${ROOM}/second-factor`, { body: { password, ...(code ? { code } : {}) } });
export const enrolFactor = (code: string) =>
  call<{ recoveryCodes: string[] }>("POST", `${ROOM}/second-factor/enrolments`, { body: { code } });
export const sessions = () => call<{ items: C.StaffSession[] }>("GET", `${ROOM}/sessions`);
export const endSession = (id: string) => call("DELETE", `${ROOM}/sessions/${id}`);

/** In the body: an address must not stand in a log of addresses called. */
export const lookUp = async (asked: { query: string } | { postcode: string; number: string }) =>
  (await call<{ items: C.FoundAddress[] }>("POST", "/v1/address-lookups", { body: asked })).items;
export const proposeArea = (body: C.Report) => call<C.AreaProposal>("POST", "/v1/area-proposals", { body });
export const previewStart = (body: C.ReportDraft) => call<C.Preview>("POST", `${ROOM}/previews`, { body });
export const start = (body: C.ActionStart, key: string) =>
  call<C.Action>("POST", "/v1/actions", { body, key });

export const action = (id: string) => call<C.Action>("GET", `${ROOM}/actions/${id}`);
export const actions = (cursor?: string) =>
  call<C.Listed<C.Action>>("GET", `${ROOM}/actions${cursor ? `?cursor=${encodeURIComponent(cursor)}` : ""}`);

export const previewUpdate = (id: string, body: Pick<C.ActionUpdate, "text" | "radius">) =>
  call<C.UpdatePreview>("POST", `${ROOM}/actions/${id}/update-previews`, { body });
export const update = (id: string, body: C.ActionUpdate, key: string) =>
  call<C.Action>("POST", `/v1/actions/${id}/updates`, { body, key });
export const noteTip = (id: string, body: C.TipNoted, key: string) =>
  call<C.Tip>("POST", `/v1/actions/${id}/tips`, { body, key });
export const previewOutcome = (id: string, body: C.Outcome) =>
  call<C.Preview>("POST", `${ROOM}/actions/${id}/outcome-previews`, { body });
export const end = (id: string, body: C.Outcome) =>
  call<C.Action>("POST", `/v1/actions/${id}/outcome`, { body });

/** A photo takes longer than other calls, but without an end nobody would know that the line is dead. */
const PHOTO_PATIENCE = 60_000;

export async function putPhoto(id: string, image: Blob): Promise<void> {
  const answer = await fetch(`/v1/actions/${id}/photo`, {
    method: "PUT",
    headers: { Accept: "application/json", "Content-Type": image.type },
    credentials: "same-origin",
    signal: deadline(PHOTO_PATIENCE),
    body: image,
  }).catch((error) => {
    throw new Unreachable(String(error));
  });
  if (answer.ok) return;
  if (answer.status === 401) ended();
  throw problem(answer, await answer.json().catch(() => undefined));
}
export const removePhoto = (id: string) => call("DELETE", `/v1/actions/${id}/photo`);

export const figures = (search = "") =>
  call<{ items: C.ActionInFigures[] }>(
    "GET",
    `${ROOM}/figures${search ? `?${new URLSearchParams({ search })}` : ""}`,
  );
export const trail = (id: string) => call<{ items: C.TrailEntry[] }>("GET", `${ROOM}/actions/${id}/trail`);

/** For poll.ts, which keeps ETags of its own. */
export const sessionEnded = () => ended();
