import type { Card } from "../../alerts/merge";
import { CallBar, type Phones } from "../../alerts/view/CallBar";
import { HOME, SETTINGS } from "../../api/routes";
import { now as device } from "../../api/server-time";
import { wordsOf } from "../../i18n/app";
import { moment } from "../../i18n/format";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { Page } from "../../ui/Page";
import { useRefocus } from "../../ui/useRefocus";
import { heading } from "../inbox/heading";
import { AlertCard } from "./AlertCard";
import type { Chain, Remedy } from "./chain";
import { Earlier } from "./Earlier";
import { InstallOffer } from "./InstallOffer";
import { LinkLine } from "./LinkLine";
import { Standing } from "./Standing";
import type { Trial } from "./selftest";
import { TrialBox } from "./TrialBox";

const t = wordsOf("alerts");

export interface HomeProps {
  cards: Card[];
  chain: Chain;
  ahead: number;
  pausedUntil: Date | null;
  trial: Trial;
  phones: Phones;
  installable: boolean;
  now?: Date;
  onMend: (remedy: Remedy) => void;
  onResume: () => void;
  onTrial: () => void;
  onInstall: (wanted: boolean) => void;
}

/** The start page: the running alert first; else whether this phone would hear of one. */
export function HomeScreen(props: HomeProps) {
  const { cards, chain, ahead, pausedUntil, trial, phones, installable, now = device() } = props;
  const running = cards.filter((card) => card.status === "running");
  const paused = pausedUntil !== null && +pausedUntil > +now;
  const resumed = useRefocus(paused, () => document.querySelector<HTMLElement>("main h1"));
  const alarming = running.length > 0;
  const told = alarming ? heading(running) : null;
  return (
    <Page
      title={told ?? "Burgernet"}
      home={HOME}
      heading={told}
      aside={
        <a class="aside" href={SETTINGS}>
          <Icon name="settings" />
          {t("app.settings")}
        </a>
      }
      bar={alarming && <CallBar phones={phones} ended={false} />}
    >
      {alarming && (
        <ul class="cards">
          {running.map((card) => (
            <AlertCard key={card.action} card={card} short={running.length > 1} now={now} />
          ))}
        </ul>
      )}
      <Standing
        broken={chain.broken}
        paused={paused}
        unsure={chain.unsure}
        notJoined={chain.notJoined}
        quiet={alarming}
        onMend={props.onMend}
      />
      {paused && (
        <>
          <p>{t("home.pausedText", { until: moment(pausedUntil, now) })}</p>
          <Button
            onPress={() => {
              resumed();
              props.onResume();
            }}
          >
            {t("home.resume")}
          </Button>
        </>
      )}
      {installable && <InstallOffer onAnswer={props.onInstall} />}
      <section>
        <h2>{t("home.chain")}</h2>
        <ul class="chain">
          {chain.links.map((link) => (
            <LinkLine
              key={link.id}
              link={link}
              // Its button stands above, with the sentence.
              mended={link === chain.broken}
              ahead={ahead}
              now={now}
              onMend={props.onMend}
            />
          ))}
        </ul>
      </section>
      <TrialBox trial={trial} onRun={props.onTrial} />
      <Earlier cards={cards.filter((card) => card.status !== "running")} alarming={alarming} now={now} />
      <p>
        <a class="plain" href="/acties">
          {t("home.history")}
        </a>
      </p>
    </Page>
  );
}
