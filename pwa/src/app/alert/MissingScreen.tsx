import { HOME, JOIN } from "../../shared/routes";
import { t } from "../language";
import { Bar, Page } from "../parts/Page";

export interface MissingProps {
  state: "loading" | "offline" | "gone";
  participant: boolean;
}

/** An alert this phone does not have, or not yet. */
export function MissingScreen({ state, participant }: MissingProps) {
  if (state === "loading") {
    return (
      <Page title={t("alert.loading")} back={HOME}>
        <div class="bones" aria-hidden="true">
          <span />
          <span />
          <span />
        </div>
      </Page>
    );
  }
  return (
    <Page
      title={t("alert.missing")}
      back={HOME}
      bar={
        <Bar>
          <a class="do" href={participant ? HOME : JOIN}>
            {t(participant ? "app.home" : "join.ask.yes")}
          </a>
        </Bar>
      }
    >
      <p>{t(state === "offline" ? "alert.missingOffline" : "alert.missingWhy")}</p>
    </Page>
  );
}
