import { HOME } from "../../api/routes";
import { wordsOf } from "../../i18n/app";
import { Button } from "../../ui/Button";
import { Bar, Page } from "../../ui/Page";

const t = wordsOf("occasional");

export interface LeavingProps {
  state: "asking" | "busy" | "failed" | "unknown" | "done";
  onLeave: () => void;
}

/** One screen, one button, done at once. */
export function LeavingScreen({ state, onLeave }: LeavingProps) {
  if (state === "done") {
    return (
      <Page
        key="done"
        title={t("leave.done")}
        home={HOME}
        bar={
          <Bar>
            <a class="other" href={HOME}>
              {t("app.home")}
            </a>
          </Bar>
        }
      >
        <p>{t("leave.doneText")}</p>
      </Page>
    );
  }
  return (
    <Page
      title={t("leave.title")}
      back={HOME}
      bar={
        <Bar>
          {(state === "failed" || state === "unknown") && (
            <p class="error" role="alert">
              {t(`leave.${state}`)}
            </p>
          )}
          <Button look="danger" busy={state === "busy"} onPress={onLeave}>
            {t(state === "busy" ? "leave.busy" : "leave.do")}
          </Button>
          <a class="other" href={HOME}>
            {t("leave.stay")}
          </a>
        </Bar>
      }
    >
      <p>{t("leave.what")}</p>
      <ul>
        <li>{t("leave.one")}</li>
        <li>{t("leave.two")}</li>
        <li>{t("leave.three")}</li>
      </ul>
      <p>{t("leave.outcome")}</p>
    </Page>
  );
}
