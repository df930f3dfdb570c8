import type { AreaProposal, SignedIn } from "../../api/types";
import { count, t } from "../../i18n/room";
import type { Answer } from "../../ui/useQuery";
import { Bar } from "../parts/Bar";
import { Field } from "../parts/Field";
import { isNobody, people } from "../rounded";
import { change, type Draft } from "./draft";
import { sizeOf } from "./report";

interface Props {
  draft: Draft;
  proposal: Answer<AreaProposal>;
  largest: number;
  role: SignedIn["role"];
  problem: (field: string) => string | null;
}

/** How many that is, as a sentence: of an exercise nobody is in the area who did not opt in. */
export function reached({ inArea, reachable }: AreaProposal, exercise: boolean): string {
  const params = { inArea: people(inArea), reachable: people(reachable) };
  if (exercise && isNobody(inArea)) return t("reach.nobodyOptedIn");
  return t(isNobody(reachable) ? "reach.nobody" : "reach.told", params);
}

/** How many people stand in the area, before anything is sent, and what to think of first. */
export function AudienceEstimate({
  draft,
  proposal: { value: proposal, silent },
  largest,
  role,
  problem,
}: Props) {
  const size = proposal && sizeOf(proposal.reachable, largest, role);
  return (
    <div class="reach">
      {!proposal && <p class="hint">{t(silent ? "reach.silent" : "reach.later")}</p>}
      <p role="status" class="numbers">
        {proposal && reached(proposal, draft.exercise)}
      </p>
      {proposal && proposal.spreadSeconds > 0 && (
        <p class="hint">{t("reach.spread", { n: proposal.spreadSeconds })}</p>
      )}
      {size === "refused" && <Bar look="warn">{t("problem.large", { largest: count(largest) })}</Bar>}
      {size === "edge" && <Bar look="warn">{t("reach.edge", { n: count(largest) })}</Bar>}
      {proposal && size === "small" && (proposal.reachable.about ?? 1) > largest / 5 && (
        <Bar look="warn">{t("reach.many", { n: people(proposal.reachable) })}</Bar>
      )}
      {size === "reason" && (
        <>
          <Bar look="warn">{t("reach.reasonNeeded", { n: count(largest) })}</Bar>
          <Field
            id="override-reason"
            dutch
            label={t("start.overrideReason")}
            hint={t("start.overrideHint")}
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
