import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";

/** A screen after its buttons with these words were pressed, one after the other. */
export const pressed = (Screen: ComponentType, ...words: string[]) =>
  function Pressed() {
    useEffect(() => {
      const left = [...words];
      // Each as soon as it is there: what one press brings may have to be fetched first.
      const look = setInterval(() => {
        const buttons = [...document.querySelectorAll("button")];
        const wanted = buttons.find(({ textContent }) => textContent?.trim() === left[0]);
        if (!wanted) return;
        wanted.click();
        left.shift();
        if (left.length === 0) clearInterval(look);
      }, 60);
      return () => clearInterval(look);
    }, []);
    return <Screen />;
  };
