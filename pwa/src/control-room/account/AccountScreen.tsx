import { useState } from "preact/hooks";
import type { Language } from "../../api/types";
import { language } from "../../i18n/app";
import { t } from "../../i18n/room";
import { chooseLanguage } from "../choose-language";
import { Select } from "../parts/Field";
import { Screen } from "../parts/Screen";
import { to } from "../route";
import { who } from "../session";
import { Factor } from "./Factor";
import { Sessions } from "./Sessions";

const NAMES: [Language, string][] = [
  ["nl", "Nederlands"],
  ["en", "English"],
];

/** #/account: the second factor, one's own sessions, the language. */
export function AccountScreen() {
  const me = who.value;
  const [enrolled, setEnrolled] = useState(0);
  return (
    <Screen title={t("account.title")} back={to.overview}>
      {me && <p>{t("account.who", { name: me.username, role: t(`role.${me.role}`) })}</p>}
      <Factor onEnrolled={() => setEnrolled(enrolled + 1)} />
      {/* Setting it up ended the other sessions. */}
      <Sessions key={enrolled} />
      <section class="account">
        <Select
          id="language"
          label={t("account.language")}
          value={language.value}
          options={NAMES}
          onChange={(chosen) => void chooseLanguage(chosen as Language)}
        />
      </section>
    </Screen>
  );
}
