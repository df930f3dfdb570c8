import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";

/** A screen after its buttons with these words were pressed, one after the other. */
export const pressed = (Screen: ComponentType, ...words: string[]) =>
  function Pressed() {
    useEffect(() => {
      words.forEach((word, at) => {
        setTimeout(() => {
          const buttons = [...document.querySelectorAll("button")];
          buttons.find(({ textContent }) => textContent?.trim() === word)?.click();
        }, at * 60);
      });
    }, []);
    return <Screen />;
  };
