import { HOME, INSTALL, LEAVE } from "../../api/routes";
import { now as device } from "../../api/server-time";
import type { Me, PlaceName, Preferences } from "../../api/types";
import type { Choices, ChosenPlace } from "../../device/store-schema";
import { language, wordsOf } from "../../i18n/app";
import { Button } from "../../ui/Button";
import { Checkbox } from "../../ui/Checkbox";
import { LanguageChoice } from "../../ui/LanguageChoice";
import { Page } from "../../ui/Page";
import { PlaceField, type PlaceTools } from "../places/PlaceField";
import { PauseBox } from "./PauseBox";
import { Stored } from "./Stored";

const t = wordsOf("occasional");

export interface SettingsProps {
  me: Me | null;
  choices: Choices;
  online: boolean;
  installed: boolean;
  saving: "idle" | "saved" | "failed" | "forgotten";
  tools: PlaceTools;
  now?: Date;
  onChange: (preferences: Partial<Preferences>) => void;
  onLanguage: (language: "nl" | "en") => void;
  onLive: (live: boolean) => void;
  onPlace: (name: PlaceName, place: ChosenPlace | null) => void;
}

const SAYS = { saved: "settings.saved", failed: "settings.failed", forgotten: "settings.forgotten" } as const;

export function SettingsScreen(props: SettingsProps) {
  const { me, choices, online, installed, saving, tools, now = device() } = props;
  const place = (name: PlaceName): ChosenPlace | null => {
    const stored = me ? me.places[name] : undefined;
    const chosen = choices.places[name];
    if (!me) return chosen ?? null;
    // A kiosk knows the address and tells only its point.
    return stored ? { label: chosen?.label ?? "", location: stored } : null;
  };
  return (
    <Page title={t("settings.title")} back={HOME} aside={<LanguageChoice onChange={props.onLanguage} />}>
      {!online && <p class="note">{t("settings.offline")}</p>}
      <PauseBox
        until={me?.pausedUntil ? new Date(me.pausedUntil) : null}
        now={now}
        onPause={(until) => props.onChange({ pausedUntil: until?.toISOString() ?? null })}
      />
      <section>
        <h2>{t("settings.position")}</h2>
        <p class="hint">{t("settings.positionText")}</p>
        <Checkbox id="live" checked={choices.live} onChange={props.onLive}>
          {t("settings.positionOn")}
        </Checkbox>
        {(me?.position || choices.live) && (
          <Button look="other" onPress={() => props.onLive(false)}>
            {t("settings.forget")}
          </Button>
        )}
      </section>
      {(["home", "work"] as const).map((name) => (
        <PlaceField
          key={name}
          name={name}
          place={place(name)}
          tools={tools}
          onChange={(chosen) => props.onPlace(name, chosen)}
        />
      ))}
      <section>
        <Checkbox
          id="also"
          checked={me?.alsoAddressesWhenAway ?? false}
          onChange={(on) => props.onChange({ alsoAddressesWhenAway: on })}
        >
          {t("settings.also")}
        </Checkbox>
        <Checkbox
          id="exercises"
          checked={me?.exercises ?? false}
          hint={t("settings.exercisesText")}
          onChange={(on) => props.onChange({ exercises: on })}
        >
          {t("settings.exercises")}
        </Checkbox>
      </section>
      {me && <Stored me={me} now={now} />}
      <section lang={language.value}>
        {!installed && (
          <p>
            <a class="plain" href={INSTALL}>
              {t("settings.install")}
            </a>
          </p>
        )}
        <p>
          <a class="plain" href="/privacy">
            {t("settings.privacy")}
          </a>
        </p>
        <p>
          <a class="plain" href={LEAVE}>
            {t("settings.leave")}
          </a>
        </p>
        <p class="hint">{t("settings.about")}</p>
      </section>
      {/* Last, so that it stays in sight at the foot of the screen, wherever on it something was changed. */}
      <p class={saving === "failed" ? "result error" : "result saved"} role="status">
        {saving !== "idle" && t(SAYS[saving])}
      </p>
    </Page>
  );
}
