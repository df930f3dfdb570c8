import { useEffect, useState } from "preact/hooks";
import type { FactorDraft } from "../../api/types";
import { type Key, t } from "../../i18n/room";
import { Button } from "../../ui/Button";
import { Field } from "../parts/Field";
import { factorRefusal } from "../problem-text";
import * as server from "../server";

interface Props {
  enrolled: boolean;
  onDraft: (draft: FactorDraft) => void;
  onStop: () => void;
}

/** An unguarded screen must not be enough to take a name over. */
export function Password({ enrolled, onDraft, onStop }: Props) {
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [error, setError] = useState<Key | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => document.getElementById("own-password")?.focus(), []);
  const send = async () => {
    if (busy) return;
    setBusy(true);
    try {
      onDraft(await server.draftFactor(password, code.trim()));
    } catch (caught) {
      setError(factorRefusal(caught, "account.wrongPassword"));
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
      <Field
        id="own-password"
        type="password"
        label={t("account.password")}
        autoComplete="current-password"
        value={password}
        onChange={setPassword}
      />
      {enrolled && (
        <Field
          id="own-code"
          label={t("account.code")}
          hint={t("signin.codeHint")}
          autoComplete="one-time-code"
          longest={20}
          value={code}
          onChange={setCode}
        />
      )}
      <p class="error" role="alert">
        {error && t(error)}
      </p>
      <div class="buttons">
        <Button submits busy={busy}>
          {t("account.next")}
        </Button>
        <Button look="small" onPress={onStop}>
          {t("account.cancel")}
        </Button>
      </div>
    </form>
  );
}
