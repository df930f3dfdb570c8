import { useState } from "preact/hooks";
import { HOME } from "../api/routes";
import { t } from "../i18n/app";
import { Button } from "../ui/Button";
import { Bar, Page } from "../ui/Page";

interface Props {
  /** blocked: by another window of the app. */
  why: "failed" | "blocked";
  onRetry: () => Promise<void>;
}

/** What the phone keeps can't be read: whether somebody takes part is not known, so nobody is asked to join. */
export function Unreadable({ why, onRetry }: Props) {
  const [busy, setBusy] = useState(false);
  const retry = async () => {
    setBusy(true);
    await onRetry();
    setBusy(false);
  };
  return (
    <Page
      title={t("storage.title")}
      home={HOME}
      bar={
        <Bar>
          <Button busy={busy} onPress={() => void retry()}>
            {t(busy ? "app.loading" : "app.retry")}
          </Button>
        </Bar>
      }
    >
      <p>{t("storage.same")}</p>
      <p>{t(`storage.${why}`)}</p>
    </Page>
  );
}
