import { useEffect, useState } from "preact/hooks";
import type { FactorDraft } from "../../api/types";
import { type Key, t } from "../../i18n/room";
import { Button } from "../../ui/Button";
import { Field } from "../parts/Field";
import { factorRefusal } from "../problem-text";
import * as server from "../server";

interface Props {
  draft: FactorDraft;
  onEnrolled: (codes: string[]) => void;
  onStop: () => void;
}

/** The secret, to scan or to type; it counts only once a code of it is given. */
export function Enrol({ draft, onEnrolled, onStop }: Props) {
  const [code, setCode] = useState("");
  const [error, setError] = useState<Key | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => document.getElementById("new-code")?.focus(), []);
  const send = async () => {
    if (busy) return;
    setBusy(true);
    try {
      onEnrolled((await server.enrolFactor(code.trim())).recoveryCodes);
    } catch (caught) {
      setError(factorRefusal(caught, "account.wrongCode"));
      setBusy(false);
    }
  };
  return (
    <form
      class="step"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <p>{t("account.scan")}</p>
      {/* As a picture: what the server draws is no part of this page. */}
      <img
        class="qr"
        alt={t("account.qr")}
        src={`data:image/svg+xml,${encodeURIComponent(standalone(draft.qr))}`}
      />
      <p>
        {t("account.type")} <code class="secret">{draft.secret.replace(/(.{4})(?=.)/g, "$1 ")}</code>
      </p>
      <Field
        id="new-code"
        label={t("account.newCode")}
        autoComplete="one-time-code"
        inputMode="numeric"
        longest={10}
        value={code}
        error={error && t(error)}
        onChange={setCode}
      />
      <div class="buttons">
        <Button submits busy={busy}>
          {t("account.enrol")}
        </Button>
        <Button look="small" onPress={onStop}>
          {t("account.cancel")}
        </Button>
      </div>
    </form>
  );
}

/** An SVG made to stand in a page lacks its namespace. */
const standalone = (svg: string) =>
  /xmlns=/.test(svg) ? svg : svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"');
