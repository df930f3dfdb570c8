import type { AreaProposal, Rounded, SignedIn } from "../../api/staff-types";
import { count, say } from "../../i18n/room";
import type { Answer } from "../data/useQuery";
import { Bar } from "../parts/Bar";
import { Field } from "../parts/Field";
import { change, type Draft } from "./draft";
import { atLeast, sizeOf } from "./report";

interface Props {
  draft: Draft;
  proposal: Answer<AreaProposal>;
  largest: number;
  role: SignedIn["role"];
  problem: (field: string) => string | null;
}

/** "ongeveer 700", "minder dan 10", "niemand". */
export function people(rounded: Rounded): string {
  if (rounded.below !== undefined) return say("count.below", { n: rounded.below });
  return rounded.about === 0 ? say("count.nobody") : say("count.about", { n: count(rounded.about) });
}

/** How many that is, as a sentence: of an exercise nobody is in the area who did not opt in. */
export function reached({ inArea, reachable }: AreaProposal, exercise: boolean): string {
  const params = { inArea: people(inArea), reachable: people(reachable) };
  if (exercise && atLeast(inArea) === 0) return say("reach.nobodyOptedIn");
  return say(atLeast(reachable) === 0 ? "reach.nobody" : "reach.told", params);
}

/** How many people stand in the area, before anything is sent, and what to think of first. */
export function Reach({ draft, proposal: { value: proposal, silent }, largest, role, problem }: Props) {
  const size = proposal && sizeOf(proposal.reachable, largest, role);
  return (
    <div class="reach">
      {!proposal && <p class="hint">{say(silent ? "reach.silent" : "reach.later")}</p>}
      <p role="status" class="numbers">
        {proposal && reached(proposal, draft.exercise)}
      </p>
      {proposal && proposal.spreadSeconds > 0 && (
        <p class="hint">{say("reach.spread", { n: proposal.spreadSeconds })}</p>
      )}
      {size === "refused" && <Bar look="warn">{say("problem.large", { n: count(largest) })}</Bar>}
      {size === "edge" && <Bar look="warn">{say("reach.edge", { n: count(largest) })}</Bar>}
      {proposal && size === "small" && atLeast(proposal.reachable) > largest / 5 && (
        <Bar look="warn">{say("reach.many", { n: people(proposal.reachable) })}</Bar>
      )}
      {size === "reason" && (
        <>
          <Bar look="warn">{say("reach.reasonNeeded", { n: count(largest) })}</Bar>
          <Field
            id="override-reason"
            dutch
            label={say("start.overrideReason")}
            hint={say("start.overrideHint")}
            value={draft.overrideReason}
            longest={200}
            error={problem("overrideReason")}
            onChange={(overrideReason) => change({ overrideReason })}
          />
        </>
      )}
    </div>
  );
}
