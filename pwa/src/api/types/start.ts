// A report, from what is typed to the action it becomes.

import type { Refusal } from "../client";
import type { Description, DescriptionDraft } from "./description";
import type { ActionKind, Language, Point, Rounded, Transport } from "./values";

export interface Report {
  kind: ActionKind;
  transport: Transport;
  location: Point;
  lastSeenAt: string;
  radius?: number;
  exercise?: boolean;
}

export interface AreaProposal {
  radius: number;
  /** base + speed × minutes, in metres and metres a minute. A server before 1.1.0 tells none. */
  sum?: { base: number; speed: number; minutes: number; radius: number };
  spreadSeconds: number;
  municipality: { code: string; name: string; joined: boolean; region: string | null };
  inArea: Rounded;
  reachable: Rounded;
  rings: { from: number; to: number; participants: Rounded }[];
}

export interface ReportDraft {
  kind: ActionKind;
  description: DescriptionDraft;
  location?: Point;
  radius?: number;
  exercise?: boolean;
  familyConsent?: boolean;
}

export type FieldProblem = Refusal;

export interface Preview {
  messages: { language: Language; title: string; body: string; bytes: number }[];
  largest: number;
  problems: FieldProblem[];
}

export interface UpdatePreview extends Preview {
  added: Rounded;
}

export interface ActionStart {
  kind: ActionKind;
  transport: Transport;
  location: Point;
  radius: number;
  description: Description;
  spreadSeconds?: number;
  exercise?: boolean;
  familyConsent?: boolean;
  overrideReason?: string;
  reference?: string;
}
