import { HOME } from "../../api/routes";
import { install, ours } from "../../device/platform";
import { chooseLanguage } from "../choose-language";
import { go } from "../route";
import { installable } from "../state";
import { InstallScreen } from "./InstallScreen";

/** /beginscherm, for who took part already. */
export function Install() {
  const add = async () => {
    installable.value = false;
    await install();
    go(HOME, { replace: true });
  };
  return (
    <InstallScreen
      platform={ours()}
      offered={installable.value}
      onInstall={() => void add()}
      onSkip={() => go(HOME, { replace: true })}
      onLanguage={(chosen) => void chooseLanguage(chosen)}
    />
  );
}
