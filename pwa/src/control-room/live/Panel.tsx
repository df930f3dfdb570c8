import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../../i18n/room";
import { Button } from "../../ui/Button";
import { useKeys } from "../parts/useKeys";

interface Props {
  title: string;
  onClose: () => void;
  onSubmit: () => void;
  children: ComponentChildren;
}

/** A form beside what runs: opening puts the focus in its first field, or on its title. Escape closes it, wherever the
 * focus is, before it leaves the screen. What was typed is kept. */
export function Panel({ title, onClose, onSubmit, children }: Props) {
  const form = useRef<HTMLFormElement>(null);
  useLayoutEffect(() => {
    const inside = (wanted: string) => form.current?.querySelector<HTMLElement>(wanted);
    (inside("[type=radio]:checked") ?? inside("textarea, input, select") ?? inside("h2"))?.focus();
  }, []);
  useKeys({ Escape: onClose }, true);
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
    >
      <div class="panel-top">
        <h2 tabIndex={-1}>{title}</h2>
        <Button look="small" onPress={onClose}>
          {t("acts.close")} <kbd>Esc</kbd>
        </Button>
      </div>
      {children}
    </form>
  );
}
