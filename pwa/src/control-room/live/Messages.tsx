import { unbroken } from "../../shared/text";
import type { Message } from "../contract";
import { isKey, say } from "../words";
import { time } from "./saying";

/** What was sent, newest first. */
export function Messages({ messages }: { messages: Message[] }) {
  return (
    <section>
      <h2>{say("messages.title")}</h2>
      <ol class="log">
        {[...messages].reverse().map(({ notice, kind, title, body, sentAt }) => {
          const key = `messages.${kind}`;
          return (
            <li key={notice}>
              <p class="when">
                {say("messages.at", { kind: isKey(key) ? say(key) : kind, time: time(sentAt) })}
              </p>
              <p lang="nl">
                <strong>{title}</strong>
              </p>
              <p lang="nl">{unbroken(body)}</p>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
