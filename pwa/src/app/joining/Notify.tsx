import { useState } from "preact/hooks";
import { HOME } from "../../api/routes";
import { ours } from "../../device/platform";
import { RefusedScreen } from "../install/RefusedScreen";
import { allow, decline } from "../push-registration";
import { go } from "../route";
import { municipality, permitted, pushStatus } from "../state";
import { type Asked, asked } from "./flow";
import { NotifyScreen } from "./NotifyScreen";

/** The third step: whether this phone may show notifications. */
export function Notify() {
  const [state, setState] = useState<"idle" | "busy" | Asked>("idle");
  const [still, setStill] = useState(false);
  const done = () => go(HOME, { replace: true });
  const ask = async (again: boolean) => {
    setState("busy");
    await allow();
    const answer = asked(permitted.value, pushStatus.value.state === "confirmed");
    if (answer === "on") return done();
    setStill(again);
    setState(answer);
  };
  if (state === "refused" || permitted.value === "denied") {
    return (
      <RefusedScreen
        what="notifications"
        platform={ours()}
        still={still}
        onCheck={() => void ask(true)}
        onSkip={done}
      />
    );
  }
  const unusable = permitted.value === "unsupported" || permitted.value === "install-first";
  return (
    <NotifyScreen
      state={unusable ? "unsupported" : state === "on" ? "idle" : state}
      municipality={municipality.value}
      onAllow={() => void ask(false)}
      onSkip={() => {
        // Who asked for them, in vain, did not decline them; nor who was not asked, for want of a browser that can.
        if (state === "idle" && !unusable) void decline();
        done();
      }}
    />
  );
}
