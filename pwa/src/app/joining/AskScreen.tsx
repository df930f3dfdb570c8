import { HOME, LINK } from "../../api/routes";
import { wordsOf } from "../../i18n/app";
import { grouped } from "../../i18n/phones";
import { Button } from "../../ui/Button";
import { Checkbox } from "../../ui/Checkbox";
import { LanguageChoice } from "../../ui/LanguageChoice";
import { Bar, Page } from "../../ui/Page";

const t = wordsOf("joining");

export interface AskProps {
  agreed: boolean;
  /** Pressed on without ticking. */
  missing: boolean;
  /** This phone took part before; the old choices are filled in. */
  again: boolean;
  tips: string;
  onAgree: (agreed: boolean) => void;
  onNext: () => void;
  onDecline: () => void;
  onLanguage: (language: "nl" | "en") => void;
}

/** 1 van 3: what Burgernet asks, and what it never does. */
export function AskScreen(props: AskProps) {
  const { agreed, missing, again, tips } = props;
  return (
    <Page
      title={t("join.ask.title")}
      home={HOME}
      aside={<LanguageChoice onChange={props.onLanguage} />}
      bar={
        <Bar>
          <Checkbox
            id="adult"
            checked={agreed}
            onChange={props.onAgree}
            error={missing && !agreed ? t("join.ask.adultNeeded") : null}
          >
            {t("join.ask.adult")}
          </Checkbox>
          <Button onPress={props.onNext}>{t("join.ask.yes")}</Button>
          <Button look="other" onPress={props.onDecline}>
            {t("join.noThanks")}
          </Button>
        </Bar>
      }
    >
      <p class="progress">{t("join.step", { n: 1 })}</p>
      {again && <p class="note">{t("join.lost")}</p>}
      <p>{t("join.ask.what")}</p>
      <ol class="numbered">
        <li>{t("join.ask.one")}</li>
        <li>{t("join.ask.two", { phone: grouped(tips) })}</li>
        <li>{t("join.ask.three")}</li>
      </ol>
      <p>{t("join.ask.workers")}</p>
      <h2>{t("join.ask.never")}</h2>
      <p>{t("join.ask.neverText")}</p>
      <p>
        <a class="plain" href={LINK}>
          {t("join.ask.code")}
        </a>
      </p>
      <p>
        <a class="plain" href="/acties">
          {t("home.history")}
        </a>
      </p>
    </Page>
  );
}
