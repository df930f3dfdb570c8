import { useEffect, useState } from "preact/hooks";
import { Problem } from "../../api/client";
import { HOME } from "../../api/routes";
import { go as show } from "../route";
import { stage } from "../state";
import { type LeavingProps, LeavingScreen } from "./LeavingScreen";
import { leave } from "./leave";

/** /stoppen */
export function Leaving() {
  const [state, setState] = useState<LeavingProps["state"]>("asking");
  // Loaded again after leaving, or opened by who never joined: there is nothing to leave.
  const [joined] = useState(() => stage.peek() === "participant");
  useEffect(() => {
    if (!joined) show(HOME, { replace: true });
  }, []);
  const go = () => {
    setState("busy");
    leave().then(
      () => setState("done"),
      (error) => setState(error instanceof Problem && error.status === 401 ? "unknown" : "failed"),
    );
  };
  if (!joined) return null;
  return <LeavingScreen state={state} onLeave={go} />;
}
