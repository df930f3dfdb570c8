import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../../i18n/room";
import { Button } from "../../ui/Button";
import { Mark } from "../../ui/Mark";
import { awaited } from "../commands/commands";
import { sending } from "../commands/start-command";
import { entitle } from "../page-title";
import { Field } from "../parts/Field";
import { type Refused, signInRefusal } from "../problem-text";
import { enter } from "../session";

interface Props {
  /** Who was at work: their screen is kept. */
  before?: string | null;
  onEnter?: typeof enter;
}

/** Name and password, and the code once the server asks for it. */
export function SignIn({ before = null, onEnter = enter }: Props) {
  const [name, setName] = useState(before ?? "");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [refused, setRefused] = useState<Refused | null>(null);
  const [asksCode, setAsksCode] = useState(false);
  const [busy, setBusy] = useState(false);
  const unconfirmed = before ? [] : [...new Set([...awaited(), ...starting()])];
  const form = useRef<HTMLFormElement>(null);
  const focus = (id: string) => form.current?.querySelector<HTMLElement>(`#${id}`)?.focus();

  useEffect(() => {
    entitle(t("signin.title"));
    focus(before ? "password" : "username");
  }, []);
  useEffect(() => {
    if (refused?.code) focus("code");
  }, [refused]);

  const send = async () => {
    if (busy) return;
    if (!name.trim() || !password) {
      setRefused({ key: "signin.incomplete", code: false });
      return focus(name.trim() ? "password" : "username");
    }
    setBusy(true);
    try {
      await onEnter(name.trim(), password, code.trim());
    } catch (error) {
      const said = signInRefusal(error);
      setRefused(said);
      if (said.code) setAsksCode(true);
      if (said.code) setCode("");
    } finally {
      setBusy(false);
    }
  };
  return (
    <main class="sign-in">
      <p class="brand">
        <Mark size={40} /> {t("shell.name")}
      </p>
      <h1>{t(before ? "signin.again" : "signin.title")}</h1>
      {before && <p>{t("signin.againText")}</p>}
      {unconfirmed.length > 0 && (
        <p class="error" role="status">
          {t("signin.unconfirmed", { name: unconfirmed.join(", ") })}
        </p>
      )}
      {before && name.trim() !== before && <p class="hint">{t("signin.other", { name: before })}</p>}
      <form
        ref={form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <Field
          id="username"
          label={t("signin.username")}
          value={name}
          onChange={setName}
          autoComplete="username"
          longest={80}
        />
        <Field
          id="password"
          type="password"
          label={t("signin.password")}
          value={password}
          onChange={setPassword}
          autoComplete="current-password"
        />
        {asksCode && (
          <Field
            id="code"
            label={t("signin.code")}
            hint={t("signin.codeHint")}
            value={code}
            onChange={setCode}
            autoComplete="one-time-code"
            longest={20}
          />
        )}
        <p class="error" role="alert">
          {refused && t(refused.key, refused.params)}
        </p>
        <Button submits busy={busy}>
          {t(busy ? "signin.busy" : "signin.do")}
        </Button>
      </form>
    </main>
  );
}

const starting = () => (sending.value.state === "sending" ? [sending.value.by] : []);
