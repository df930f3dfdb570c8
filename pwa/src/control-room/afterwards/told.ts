// What is asked once for a screen: again until the server answers, or when somebody wants to.

import { useEffect, useState } from "preact/hooks";
import { mayCome } from "../server";

const AGAIN = 2_000;

/** What `ask` tells about `about`; `failed` while it does not. */
export function useTold<T>(about: string, ask: () => Promise<T>) {
  const [told, setTold] = useState<{ value: T | null; failed: boolean }>({ value: null, failed: false });
  const [tries, setTries] = useState(0);
  const again = () => setTries((before) => before + 1);
  useEffect(() => {
    let left = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    ask().then(
      (value) => left || setTold({ value, failed: false }),
      (error) => {
        if (left) return;
        setTold({ value: null, failed: true });
        if (mayCome(error)) timer = setTimeout(again, AGAIN);
      },
    );
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [about, tries]);
  return { ...told, again };
}
