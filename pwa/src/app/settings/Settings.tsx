import { useRef, useState } from "preact/hooks";
import { installed } from "../../device/platform";
import { chooseLanguage } from "../choose-language";
import { measured, shareLive } from "../live-position";
import { placeTools } from "../places/tools";
import { change, changePlace } from "../profile";
import { choices, me, moment, online } from "../state";
import { type SettingsProps, SettingsScreen } from "./SettingsScreen";

/** /instellingen: every change is made at the server first, so what is shown is what holds. */
export function Settings() {
  const [saving, setSaving] = useState<SettingsProps["saving"]>("idle");
  const newest = useRef(0);
  const save = (work: Promise<unknown>, saved: SettingsProps["saving"] = "saved") => {
    const mine = ++newest.current;
    // An answer that comes late must not speak for what was changed after it.
    const say = (words: SettingsProps["saving"]) => mine === newest.current && setSaving(words);
    say("idle");
    work.then(
      () => say(saved),
      () => say("failed"),
    );
  };
  return (
    <SettingsScreen
      me={me.value}
      choices={choices.value}
      online={online.value}
      installed={installed()}
      saving={saving}
      tools={placeTools(me.value?.position?.location ?? measured.value?.location ?? null)}
      now={moment.value}
      onChange={(preferences) => save(change(preferences))}
      onLanguage={(chosen) => save(chooseLanguage(chosen))}
      onLive={(live) => save(shareLive(live), live ? "saved" : "forgotten")}
      onPlace={(name, place) => save(changePlace(name, place))}
    />
  );
}
