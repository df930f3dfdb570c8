import { HOME } from "../../api/routes";
import type { Platform } from "../../device/platform";
import { wordsOf } from "../../i18n/app";
import { Button } from "../../ui/Button";
import { Bar, Page } from "../../ui/Page";
import { Steps } from "./Steps";

const t = wordsOf("occasional");

export interface RefusedProps {
  what: "notifications" | "position";
  platform: Platform;
  /** Looked again, and still refused. */
  still: boolean;
  onCheck: () => void;
  onSkip: () => void;
}

/** The permission was refused, and only the participant can give it again: how, and how to go on without. */
export function RefusedScreen({ what, platform, still, onCheck, onSkip }: RefusedProps) {
  const steps = ([1, 2, 3] as const).map((n) => ({
    words: t(what === "position" ? `refusedPlace.${platform}.${n}` : `refused.${platform}.${n}`),
  }));
  return (
    <Page
      title={t(what === "position" ? "refusedPlace.title" : "refused.title")}
      home={HOME}
      bar={
        <Bar>
          <Button onPress={onCheck}>{t("refused.check")}</Button>
          <Button look="other" onPress={onSkip}>
            {t(what === "position" ? "refusedPlace.without" : "refused.without")}
          </Button>
        </Bar>
      }
    >
      <p>{t("refused.text")}</p>
      <Steps steps={steps} />
      <p role="status">
        {still && <strong>{t(what === "position" ? "refusedPlace.still" : "refused.still")}</strong>}
      </p>
      <p class="hint">{t(what === "position" ? "refusedPlace.open" : "refused.open")}</p>
    </Page>
  );
}
