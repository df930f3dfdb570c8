import { Desk } from "./Desk";
import { Button } from "./parts/Button";
import { begin, standing, who } from "./session";
import { SignIn } from "./signin/SignIn";
import { say } from "./words";

/** The control room: signing in, or a desk. A desk whose session ended is kept, out of sight, until it goes on. */
export function Room() {
  const at = standing.value;
  const me = who.value;
  return (
    <>
      {me && (
        <div hidden={at !== "in"}>
          <Desk key={me.username} />
        </div>
      )}
      {at === "asking" && <p class="waiting">{say("shell.loading")}</p>}
      {at === "out" && <SignIn />}
      {at === "ended" && <SignIn before={me?.username ?? null} />}
      {at === "unreachable" && (
        <main class="sign-in">
          <h1>{say("shell.unreachable")}</h1>
          <p>{say("shell.unreachableText")}</p>
          <Button onPress={() => void begin()}>{say("shell.retry")}</Button>
        </main>
      )}
    </>
  );
}
