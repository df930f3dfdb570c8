import { HOME } from "../../shared/routes";
import { install, ours } from "../phone";
import { go } from "../route";
import { chooseLanguage } from "../speaking";
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
