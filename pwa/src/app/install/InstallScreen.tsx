import { HOME } from "../../api/routes";
import type { Platform } from "../../device/platform";
import { wordsOf } from "../../i18n/app";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { LanguageChoice } from "../../ui/LanguageChoice";
import { Mark } from "../../ui/Mark";
import { Bar, Page } from "../../ui/Page";
import { Steps } from "./Steps";

const t = wordsOf("occasional");

export interface InstallProps {
  platform: Platform;
  /** Chrome offers it itself: one button does it. */
  offered: boolean;
  /** A kiosk's code, to be typed again in the installed app: iPhones share nothing between the two. */
  code?: string | null;
  onInstall: () => void;
  onSkip: () => void;
  onLanguage: (language: "nl" | "en") => void;
}

/** How to put the app on the home screen. On an iPhone that comes before anything else. */
export function InstallScreen({ platform, offered, code, onInstall, onSkip, onLanguage }: InstallProps) {
  const iphone = platform === "iphone";
  return (
    <Page
      title={t(iphone ? "install.iphone.title" : "install.android.title")}
      home={HOME}
      aside={<LanguageChoice onChange={onLanguage} />}
      bar={
        <Bar>
          {offered && <Button onPress={onInstall}>{t("install.android.do")}</Button>}
          <Button look="other" onPress={onSkip}>
            {t(iphone ? "install.without" : "install.android.no")}
          </Button>
        </Bar>
      }
    >
      <p>{t(iphone ? "install.iphone.why" : "install.android.why")}</p>
      {iphone && (
        <Steps
          steps={[
            { words: t("install.iphone.1"), picture: <Icon name="share" size={40} /> },
            { words: t("install.iphone.2"), picture: <Icon name="add" size={40} /> },
            { words: t("install.iphone.3"), picture: <Mark size={40} /> },
          ]}
        />
      )}
      {!iphone && !offered && <p>{t("install.android.menu")}</p>}
      {code && <p class="note">{t("install.iphone.code", { code })}</p>}
    </Page>
  );
}
