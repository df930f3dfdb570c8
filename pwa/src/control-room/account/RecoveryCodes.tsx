import { useEffect, useRef } from "preact/hooks";
import { say } from "../../i18n/room";
import { Bar } from "../parts/Bar";
import { Button } from "../parts/Button";
import { announce } from "../parts/Said";

/** Shown this once: to copy, to print, or to write down. */
export function RecoveryCodes({ codes, onKept }: { codes: string[]; onKept: () => void }) {
  const top = useRef<HTMLHeadingElement>(null);
  useEffect(() => top.current?.focus(), []);
  const copy = () =>
    navigator.clipboard.writeText(codes.join("\n")).then(
      () => announce(say("account.copied")),
      () => announce(say("shell.failed")),
    );
  return (
    <div class="step">
      <Bar look="good">{say("account.othersEnded")}</Bar>
      <div class="sheet">
        <h3 ref={top} tabIndex={-1}>
          {say("account.codesTitle")}
        </h3>
        <p>{say("account.codesText")}</p>
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
          {say("account.copy")}
        </Button>
        <Button look="other" onPress={() => print()}>
          {say("account.print")}
        </Button>
        <Button onPress={onKept}>{say("account.kept")}</Button>
      </div>
    </div>
  );
}
