import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { Button } from "../parts/Button";
import { say } from "../words";

interface Props {
  title: string;
  onClose: () => void;
  onSubmit: () => void;
  children: ComponentChildren;
}

/** A form beside what runs: opening puts the focus in its first field, Escape closes it. What was typed is kept. */
export function Panel({ title, onClose, onSubmit, children }: Props) {
  const form = useRef<HTMLFormElement>(null);
  useLayoutEffect(() => {
    const first = form.current?.querySelector<HTMLElement>("textarea, input, select, .do");
    (form.current?.querySelector<HTMLElement>("[type=radio]:checked") ?? first)?.focus();
  }, []);
  return (
    <form
      ref={form}
      class="panel"
      aria-label={title}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || event.isComposing) return;
        event.preventDefault();
        onClose();
      }}
    >
      <div class="panel-top">
        <h2>{title}</h2>
        <Button look="small" onPress={onClose}>
          {say("acts.close")} <kbd>Esc</kbd>
        </Button>
      </div>
      {children}
    </form>
  );
}
