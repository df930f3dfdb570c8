import { useEffect, useRef } from "preact/hooks";
import { t } from "../../i18n/room";
import { Button } from "../../ui/Button";
import { announce } from "../../ui/LiveRegion";
import { Bar } from "../parts/Bar";

/** Shown this once: to copy, to print, or to write down. */
export function RecoveryCodes({ codes, onKept }: { codes: string[]; onKept: () => void }) {
  const top = useRef<HTMLHeadingElement>(null);
  useEffect(() => top.current?.focus(), []);
  const copy = () =>
    navigator.clipboard.writeText(codes.join("\n")).then(
      () => announce(t("account.copied")),
      () => announce(t("shell.failed")),
    );
  return (
    <div class="step">
      <Bar look="good">{t("account.othersEnded")}</Bar>
      <div class="sheet">
        <h3 ref={top} tabIndex={-1}>
          {t("account.codesTitle")}
        </h3>
        <p>{t("account.codesText")}</p>
        <ul class="codes">
          {codes.map((code) => (
            <li key={code}>
              <code>{code}</code>
            </li>
          ))}
        </ul>
      </div>
      <div class="buttons">
        <Button look="other" onPress={() => void copy()}>
          {t("account.copy")}
        </Button>
        <Button look="other" onPress={() => print()}>
          {t("account.print")}
        </Button>
        <Button onPress={onKept}>{t("account.kept")}</Button>
      </div>
    </div>
  );
}
