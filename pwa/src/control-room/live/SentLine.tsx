import { say } from "../../i18n/room";
import type { Standing } from "../commands/commands";
import { refusal } from "./format";

interface Props {
  standing: Standing | null;
  done: string;
  /** In place of the usual words for a refusal. */
  refused?: string | undefined;
}

/** How what was confirmed stands; there from the start, so that a screen reader hears it change. */
export function SentLine({ standing, done, refused }: Props) {
  const wrong = standing?.state === "refused";
  return (
    <p class={wrong ? "sent error" : "sent"} role="status">
      {standing && told(standing, done, refused)}
    </p>
  );
}

function told({ state, problem }: Standing, done: string, refused?: string): string {
  if (state === "done") return done;
  if (state === "busy") return say("sent.busy");
  if (state === "retrying") return say("sent.retrying");
  if (state === "kept") return say("sent.kept");
  return refused ?? (problem ? refusal(problem) : say("sent.refused"));
}
