// Holds the shapes of src/api/types against what the server tells of its API (schema.d.ts, which `make api-types`
// writes). Nothing runs: `npm run check` fails in a line of this file where the two differ.

import type { kind, transport } from "../../backend/data/vocabulary.nl.json";
import type { Refusal } from "../src/api/client";
import type { components } from "../src/api/schema";
import type * as Ours from "../src/api/types";
import type { Attempt } from "../src/device/store-schema";
import type { LINES } from "../src/i18n/values";
import type { Drawing, Issued, Terminal } from "../src/kiosk/server";

type Server = components["schemas"];

type Holds<T extends true> = T;
type Within<Names, All> = [Exclude<Names, All>] extends [never] ? true : { unknown: Exclude<Names, All> };

/** What we read, the server tells: every field of it, and no value that we have not thought of. */
type Read<Shape, Told extends Shape> = Within<keyof Shape, keyof Told>;
/** What we send, the server takes: all that it needs, and no field that it does not know. */
type Send<Shape extends Taken, Taken> = Within<keyof Shape, keyof Taken>;

export type Reads = [
  Holds<Read<Ours.Description, Server["Description"]>>,
  Holds<Read<Ours.Person, Server["Person"]>>,
  Holds<Read<Ours.Vehicle, Server["Vehicle"]>>,
  Holds<Read<Ours.Message, Server["Message"]>>,
  Holds<Read<Ours.ListedAlert, Server["AlertForParticipant"]>>,
  Holds<Read<Ours.Listed<Ours.ListedAlert>, Server["AlertsForParticipant"]>>,
  Holds<Read<Ours.SelfTest, Server["SelfTest"]>>,
  Holds<Read<{ notice: string }, Server["SelfTestStarted"]>>,
  Holds<Read<Ours.Municipality, Server["MunicipalityJoined"]>>,
  Holds<Read<Ours.Joined, Server["NewParticipant"]>>,
  Holds<Read<Ours.Me, Server["Myself"]>>,
  Holds<Read<Ours.FoundAddress, Server["AddressFound"]>>,
  Holds<Read<{ publicKey: string }, Server["VapidKey"]>>,
  Holds<Read<Refusal, Server["ProblemField"]>>,
  Holds<Read<Terminal, Server["KioskShown"]>>,
  Holds<Read<Drawing, Server["Drawing"]>>,
  Holds<Read<Omit<Issued, "drawing">, Server["LinkCode"]>>,
  Holds<Read<Ours.SignedIn, Server["SignedIn"]>>,
  Holds<Read<Ours.FactorState, Server["FactorState"]>>,
  Holds<Read<Ours.FactorDraft, Server["FactorDraft"]>>,
  Holds<Read<{ recoveryCodes: string[] }, Server["RecoveryCodes"]>>,
  Holds<Read<Ours.StaffSession, Server["Session"]>>,
  Holds<Read<Ours.Area, Server["Area"]>>,
  Holds<Read<{ count: Ours.Rounded }, { count: Server["Rounded"] }>>,
  Holds<Read<Ours.AreaProposal, Server["AreaProposal"]>>,
  Holds<Read<Ours.FieldProblem, Server["ProblemField"]>>,
  Holds<Read<Ours.Preview, Server["Preview"]>>,
  Holds<Read<Ours.UpdatePreview, Server["UpdatePreview"]>>,
  Holds<Read<Ours.Counts, Server["Counts"]>>,
  Holds<Read<Ours.Ring, Server["Ring"]>>,
  Holds<Read<Ours.Progress, Server["Progress"]>>,
  Holds<Read<Ours.Action, Server["ActionForDispatcher"]>>,
  Holds<Read<Ours.Listed<Ours.Action>, Server["ActionsForDispatcher"]>>,
  Holds<Read<Ours.ActionAtAGlance, Server["ActionAtAGlance"]>>,
  Holds<Read<Ours.Overview, Server["Overview"]>>,
  Holds<Read<Ours.Halt, Server["HaltShown"]>>,
  Holds<Read<Ours.Tip, Server["TipForDispatcher"]>>,
  Holds<Read<Ours.Listed<Ours.Tip>, Server["TipsForDispatcher"]>>,
  Holds<Read<Ours.PushService, Server["PushServiceShown"]>>,
  Holds<Read<Ours.ActionInFigures, Server["PastAction"]>>,
  Holds<Read<Ours.TrailEntry, Server["TrailEntry"]>>,
];

export type Sends = [
  Holds<Send<Attempt["body"], Server["Joining"]>>,
  Holds<Send<Partial<Ours.Preferences>, Server["Preferences"]>>,
  Holds<Send<{ location: Ours.Point; accuracy: number; recordedAt: string }, Server["PositionGiven"]>>,
  Holds<Send<{ location: Ours.Point }, Server["PlaceGiven"]>>,
  Holds<Send<Ours.Report, Server["Report"]>>,
  Holds<Send<Ours.ReportDraft, Server["ReportDraft"]>>,
  Holds<Send<Ours.Description, Server["Description"]>>,
  Holds<Send<Ours.DescriptionDraft, Server["DescriptionDraft"]>>,
  Holds<Send<Ours.Person, Server["Person"]>>,
  Holds<Send<Ours.Vehicle, Server["Vehicle"]>>,
  Holds<Send<Ours.ActionStart, Server["ActionStart"]>>,
  Holds<Send<Ours.ActionUpdate, Server["ActionUpdate"]>>,
  Holds<Send<Pick<Ours.ActionUpdate, "text" | "radius">, Server["UpdateDraft"]>>,
  Holds<Send<Ours.Outcome, Server["ActionOutcome"]>>,
  Holds<Send<Ours.Outcome, Server["OutcomeDraft"]>>,
  Holds<Send<Ours.TipNoted, Server["TipNoted"]>>,
];

/** The lists to choose from hold every value. */
export type Lists = [
  Holds<Within<Ours.ActionKind, keyof typeof kind>>,
  Holds<Within<keyof typeof kind, Ours.ActionKind>>,
  Holds<Within<Ours.Transport, keyof typeof transport>>,
  Holds<Within<keyof typeof transport, Ours.Transport>>,
  Holds<Within<Ours.Line, (typeof LINES)[number]>>,
];
