import { t } from "../../i18n/room";
import type { CommandState } from "../commands/commands";
import { refusal } from "./format";

interface Props {
  command: CommandState | null;
  done: string;
  /** In place of the usual words for a refusal. */
  refused?: string | undefined;
}

/** How what was confirmed stands; there from the start, so that a screen reader hears it change. */
export function SentLine({ command, done, refused }: Props) {
  const wrong = command?.state === "refused";
  return (
    <p class={wrong ? "sent error" : "sent"} role="status">
      {command && told(command, done, refused)}
    </p>
  );
}

function told({ state, problem }: CommandState, done: string, refused?: string): string {
  if (state === "done") return done;
  if (state === "busy") return t("sent.busy");
  if (state === "retrying") return t("sent.retrying");
  if (state === "kept") return t("sent.kept");
  return refused ?? (problem ? refusal(problem) : t("sent.refused"));
}
