import { HOME, JOIN, publicPath } from "../../api/routes";
import { wordsOf } from "../../i18n/app";
import { Bar, Page } from "../../ui/Page";

const t = wordsOf("alerts");

export interface MissingProps {
  state: "loading" | "offline" | "gone";
  participant: boolean;
  action: string;
}

/** An alert this phone does not have, or not yet. */
export function MissingScreen({ state, participant, action }: MissingProps) {
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
      {state === "gone" && (
        <p>
          <a class="plain" href={publicPath(action)}>
            {t("alert.missingPublic")}
          </a>
        </p>
      )}
    </Page>
  );
}
