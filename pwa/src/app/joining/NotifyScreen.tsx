import { HOME } from "../../api/routes";
import type { Municipality } from "../../api/types";
import { type Key, wordsOf } from "../../i18n/app";
import { Button } from "../../ui/Button";
import { Bar, Page } from "../../ui/Page";
import type { Asked } from "./flow";

const t = wordsOf("joining");

export interface NotifyProps {
  state: "idle" | "busy" | Exclude<Asked, "on" | "refused">;
  municipality: Municipality | null;
  onAllow: () => void;
  onSkip: () => void;
}

const SAID: Partial<Record<NotifyProps["state"], Key<"joining">>> = {
  undecided: "join.notify.undecided",
  failed: "join.notify.failed",
  unsupported: "join.notify.unsupported",
};

/** 3 van 3: the permission to notify, asked after its reason. */
export function NotifyScreen({ state, municipality, onAllow, onSkip }: NotifyProps) {
  const said = SAID[state];
  return (
    <Page
      title={t("join.notify.title")}
      home={HOME}
      bar={
        <Bar>
          {said && (
            <p class="error" role="alert">
              {t(said)}
            </p>
          )}
          {state !== "unsupported" && (
            <Button busy={state === "busy"} onPress={onAllow}>
              {t(state === "busy" ? "join.notify.busy" : "join.notify.do")}
            </Button>
          )}
          <Button look="other" onPress={onSkip}>
            {t("join.noThanks")}
          </Button>
        </Bar>
      }
    >
      <p class="progress">{t("join.step", { n: 3 })}</p>
      <p>{t("join.notify.joined")}</p>
      <p>{t("join.notify.why")}</p>
      <p>{t("join.notify.what")}</p>
      {municipality && !municipality.joined && (
        <p class="note">{t("join.notify.notJoined", { municipality: municipality.name })}</p>
      )}
      <p class="hint">{t("join.notify.without")}</p>
    </Page>
  );
}
