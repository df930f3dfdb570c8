import { useState } from "preact/hooks";
import { type LeavingProps, LeavingScreen } from "./LeavingScreen";
import { leave } from "./leave";

/** /stoppen */
export function Leaving() {
  const [state, setState] = useState<LeavingProps["state"]>("asking");
  const go = () => {
    setState("busy");
    leave().then(
      () => setState("done"),
      () => setState("failed"),
    );
  };
  return <LeavingScreen state={state} onLeave={go} />;
}
