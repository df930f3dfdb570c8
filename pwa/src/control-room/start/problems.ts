// What would be refused, at its field: at once where something wrong was filled in, and everything once somebody
// wants to go on.

import { useRef, useState } from "preact/hooks";
import type { AreaProposal, Preview, SignedIn } from "../../api/types";
import { count, t } from "../../i18n/room";
import type { Answer } from "../../ui/useQuery";
import { sending } from "../commands/start-command";
import { byField, CONTROLS, isForbidden } from "../problem-text";
import * as server from "../server";
import type { Draft } from "./draft";
import { previewOf, sizeOf, unreadable } from "./report";

interface Known {
  role: SignedIn["role"];
  largest: number;
}

export interface First {
  control: string;
  count: number;
}

const ORDER = Object.keys(CONTROLS);

export function useProblems(
  draft: Draft,
  preview: Answer<Preview>,
  proposal: Answer<AreaProposal>,
  known: Known,
) {
  const [visited, setVisited] = useState<ReadonlySet<string>>(new Set());
  const [all, setAll] = useState(sending.value.state === "refused");
  const [silent, setSilent] = useState(false);
  const latest = useRef({ draft, proposal, known });
  latest.current = { draft, proposal, known };

  const found = gather(draft, preview.value, proposal, known);
  return {
    /** What is wrong at a field, in words, once it may be said there. */
    at: (field: string): string | null => {
      const words = found[field];
      if (!words) return null;
      const now = preview.value?.problems.some((each) => each.field === field && isForbidden(each));
      return now || all || visited.has(CONTROLS[field] ?? "") ? words : null;
    },
    left: (control: string) => {
      if (control && !visited.has(control)) setVisited(new Set([...visited, control]));
    },
    /** The server did not answer, so nobody knows. */
    silent,
    /** Asks once more; null when nothing is in the way. */
    check: async (): Promise<First | null> => {
      setAll(true);
      setSilent(false);
      const now = latest.current;
      const asked = previewOf(now.draft);
      const told = asked
        ? await server.previewStart(asked).catch((error) => refused(error))
        : { messages: [], largest: 0, problems: [] };
      if (told === null) setSilent(true);
      const problems = gather(now.draft, told, now.proposal, now.known);
      const fields = Object.keys(problems).sort((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b));
      const [first] = fields;
      if (!first) return told === null ? { control: "next", count: 1 } : null;
      return { control: controlOf(first, now.draft), count: fields.length };
    },
  };
}

/** Of a vehicle that is sought, the vehicle comes first. */
const controlOf = (field: string, { kind }: Draft) =>
  field === "description" && kind === "vehicle-search" ? "vehicle-type" : (CONTROLS[field] ?? "kind");

/** A form the server cannot read: its errors are problems too. */
function refused(error: unknown): Preview | null {
  if (!(error instanceof server.Problem) || error.status >= 500) return null;
  return { messages: [], largest: 0, problems: error.errors };
}

function gather(
  draft: Draft,
  preview: Preview | null,
  proposal: Answer<AreaProposal>,
  { role, largest }: Known,
): Record<string, string> {
  const mine = Object.fromEntries(Object.entries(unreadable(draft)).map(([field, key]) => [field, t(key)]));
  const sent = sending.value.state === "refused" ? byField(sending.value.problem?.errors ?? []) : {};
  const theirs = byField(preview?.problems ?? []);
  // The area's own refusals; the preview says the rest of them too.
  const area = proposal.error instanceof server.Problem ? byField(proposal.error.errors) : {};
  if (area.lastSeenAt) {
    area["description.lastSeenAt"] = area.lastSeenAt;
    delete area.lastSeenAt;
  }
  const size = proposal.value ? sizeOf(proposal.value.reachable, largest, role) : "small";
  const large: Record<string, string> =
    size === "refused"
      ? { radius: t("problem.large", { largest: count(largest) }) }
      : size === "reason" && !draft.overrideReason.trim()
        ? { overrideReason: t("problem.reason") }
        : {};
  return { ...sent, ...area, ...theirs, ...large, ...mine };
}
