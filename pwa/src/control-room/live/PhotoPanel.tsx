import { useEffect, useState } from "preact/hooks";
import { type Key, t } from "../../i18n/room";
import { Button } from "../../ui/Button";
import { announce } from "../../ui/LiveRegion";
import { Check } from "../parts/Check";
import { useHeard } from "../parts/Field";
import { mayCome, Problem, putPhoto, removePhoto } from "../server";
import { refusal } from "./format";
import { Panel } from "./Panel";

const LARGEST = 8_000_000;

interface Props {
  id: string;
  /** The one that stands with the alert now. */
  photo: string | null;
  onClose: () => void;
}

/** The photo of a missing person: only with the family's consent; seen here before it is sent. */
export function PhotoPanel({ id, photo, onClose }: Props) {
  const [file, setFile] = useState<File | null>(null);
  const [consent, setConsent] = useState(false);
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<{ words: string; wrong: boolean } | null>(null);
  const [wrong, setWrong] = useState<Key | null>(null);
  const shown = useAddress(file);
  const ofFile = wrong && wrong !== "photo.consentNeeded" ? t(wrong) : null;
  useHeard("photo-file", ofFile);
  const act = async (work: () => Promise<unknown>, done: Key, unconfirmed: Key) => {
    setBusy(true);
    setSaid({ words: t("photo.busy"), wrong: false });
    try {
      await work();
      setFile(null);
      setConsent(false);
      setSaid({ words: t(done), wrong: false });
      announce(t(done));
    } catch (error) {
      setSaid({ words: failure(error, unconfirmed), wrong: true });
    } finally {
      setBusy(false);
    }
  };
  const confirm = () => {
    const found = problem(file, consent);
    setWrong(found);
    if (found)
      return document
        .getElementById(found === "photo.consentNeeded" ? "photo-consent" : "photo-file")
        ?.focus();
    if (!busy && file) void act(() => putPhoto(id, file), "photo.sent", "photo.noAnswer");
  };
  return (
    <Panel title={t("photo.title")} onClose={onClose} onSubmit={confirm}>
      {photo && !file && (
        <figure class="photo">
          <img src={photo} alt="" />
          <figcaption>{t("photo.current")}</figcaption>
          <Button
            look="other"
            busy={busy}
            onPress={() => void act(() => removePhoto(id), "photo.removed", "shell.failed")}
          >
            {t("photo.remove")}
          </Button>
        </figure>
      )}
      <div class="field">
        <label for="photo-file">{t("photo.choose")}</label>
        <input
          id="photo-file"
          type="file"
          accept="image/*"
          aria-invalid={ofFile ? true : undefined}
          aria-describedby={ofFile ? "photo-hint photo-error" : "photo-hint"}
          // A form that was sent has no file any more.
          key={String(file === null)}
          onChange={({ currentTarget }) => {
            setWrong(null);
            setSaid(null);
            setFile(currentTarget.files?.[0] ?? null);
          }}
        />
        <p class="hint" id="photo-hint">
          {t("photo.hint")}
        </p>
        {ofFile && (
          <p class="error" id="photo-error">
            {ofFile}
          </p>
        )}
      </div>
      {shown && <img class="photo" src={shown} alt={t("photo.alt")} />}
      <Check
        id="photo-consent"
        checked={consent}
        error={wrong === "photo.consentNeeded" ? t(wrong) : null}
        onChange={(checked) => {
          setWrong(null);
          setConsent(checked);
        }}
      >
        {t("photo.consent")}
      </Check>
      <Button submits busy={busy}>
        {t("photo.send")}
      </Button>
      <p class={said?.wrong ? "sent error" : "sent"} role="status">
        {said?.words}
      </p>
    </Panel>
  );
}

function problem(file: File | null, consent: boolean): Key | null {
  if (!file) return "photo.needed";
  if (!file.type.startsWith("image/")) return "photo.notImage";
  if (file.size > LARGEST) return "photo.tooLarge";
  return consent ? null : "photo.consentNeeded";
}

/** In words. What may succeed when it is tried again is `unconfirmed`: only its answer may have been lost. */
function failure(error: unknown, unconfirmed: Key): string {
  if (!(error instanceof Problem) || mayCome(error)) return t(unconfirmed);
  if (error.status === 413) return t("photo.tooLarge");
  return [400, 415].includes(error.status) ? t("photo.notImage") : refusal(error);
}

/** An address for the chosen file, as long as it is shown. */
function useAddress(file: File | null): string | null {
  const [address, setAddress] = useState<string | null>(null);
  useEffect(() => {
    if (!file?.type.startsWith("image/")) return setAddress(null);
    const made = URL.createObjectURL(file);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return address;
}
