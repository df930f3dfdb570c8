import { useState } from "preact/hooks";
import { HOME, JOIN } from "../../api/routes";
import { type Key, wordsOf } from "../../i18n/app";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";
import { Bar, Page } from "../../ui/Page";

const t = wordsOf("occasional");

export interface LinkProps {
  state: "idle" | "busy" | "already";
  code: string;
  problem: Key<"occasional"> | null;
  onCode: (typed: string) => void;
}

/** A code from a kiosk, brought along in the address or typed. */
export function LinkScreen({ state, code, problem, onCode }: LinkProps) {
  const [typed, setTyped] = useState(code);
  if (state === "already") {
    return (
      <Page
        title={t("link.already")}
        home={HOME}
        bar={
          <Bar>
            <a class="do" href={HOME}>
              {t("app.home")}
            </a>
          </Bar>
        }
      >
        <p>{t("link.alreadyText")}</p>
      </Page>
    );
  }
  const busy = state === "busy";
  return (
    <Page
      title={t("link.title")}
      home={HOME}
      bar={
        <Bar>
          <Button busy={busy} onPress={() => onCode(typed)}>
            {t(busy ? "link.busy" : "link.do")}
          </Button>
          <a class="other" href={JOIN}>
            {t("link.without")}
          </a>
        </Bar>
      }
    >
      <p>{t("link.text")}</p>
      <Field
        id="code"
        label={t("link.label")}
        value={typed}
        error={problem && t(problem)}
        onChange={setTyped}
        onEnter={() => onCode(typed)}
        autoComplete="one-time-code"
        capitals
      />
    </Page>
  );
}
