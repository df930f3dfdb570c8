import type { AreaProposal, SignedIn } from "../../api/types";
import { count, t } from "../../i18n/room";
import { TRANSPORTS } from "../../i18n/values";
import { Button } from "../../ui/Button";
import type { Answer } from "../../ui/useQuery";
import { LARGEST, largestOf, SMALLEST } from "../limits";
import { Field, Select } from "../parts/Field";
import { AudienceEstimate } from "./AudienceEstimate";
import { change, type Draft } from "./draft";
import { radiusOf, transportOf } from "./report";

interface Props {
  draft: Draft;
  proposal: Answer<AreaProposal>;
  largest: number;
  role: SignedIn["role"];
  problem: (field: string) => string | null;
}

const STEP = 100;

/** How far around: proposed with its reason; a number first, a slider second. And how many people that is. */
export function AreaFields({ draft, proposal: asked, largest, role, problem }: Props) {
  const proposal = asked.value;
  const shown = draft.radius ?? (proposal ? String(proposal.radius) : "");
  const present = radiusOf(draft) ?? proposal?.radius ?? SMALLEST;
  const limit = largestOf(role);
  const step = (by: number) =>
    change({ radius: String(Math.min(limit, Math.max(SMALLEST, Math.round((present + by) / STEP) * STEP))) });
  return (
    <>
      <div class="fields">
        <Field
          id="radius"
          width="half"
          label={t("start.radius")}
          unit="m"
          inputMode="numeric"
          longest={7}
          value={shown}
          error={problem("radius")}
          hint={
            proposal ? reason(proposal.sum) : t(asked.silent ? "start.radiusSilent" : "start.radiusLater")
          }
          onChange={(radius) => change({ radius })}
          onKey={(event) => {
            const by = { ArrowUp: STEP, ArrowDown: -STEP }[event.key];
            if (!by) return;
            event.preventDefault();
            step(by);
          }}
        />
        <Select
          id="transport"
          width="half"
          label={t("start.transport")}
          value={transportOf(draft)}
          error={problem("transport")}
          options={TRANSPORTS.map((name) => [name, t(`transport.${name}`)])}
          onChange={(name) => change({ transport: name as Draft["transport"] })}
        />
        <div class="slider">
          <label for="radius-slider">{t("start.slider")}</label>
          <input
            id="radius-slider"
            type="range"
            min={SMALLEST}
            max={Math.max(LARGEST, present)}
            step={STEP}
            value={present}
            aria-valuetext={t("start.metres", { n: count(present) })}
            onInput={(event) => change({ radius: event.currentTarget.value })}
          />
        </div>
        {draft.radius !== null && (
          <Button look="small" onPress={() => change({ radius: null })}>
            {t("start.asProposed")}
          </Button>
        )}
      </div>
      <AudienceEstimate draft={draft} proposal={asked} largest={largest} role={role} problem={problem} />
    </>
  );
}

/** The server's sum, in words. */
const reason = (sum: AreaProposal["sum"]) =>
  sum &&
  t("start.reason", {
    base: count(sum.base),
    speed: count(sum.speed),
    minutes: count(sum.minutes),
    proposed: count(sum.radius),
  });
