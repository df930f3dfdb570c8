import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { announce } from "../../ui/LiveRegion";

interface Around {
  id: string;
  label: string;
  error?: string | null | undefined;
  hint?: ComponentChildren;
  /** What is typed is Dutch, whatever the room speaks: participants read it. */
  dutch?: boolean;
  /** Narrow fields stand beside each other. */
  width?: "narrow" | "third" | "half" | "full";
}

interface FieldProps extends Around {
  value: string;
  onChange: (value: string) => void;
  type?: "text" | "password";
  autoComplete?: string;
  inputMode?: "text" | "numeric" | "search" | "decimal";
  longest?: number;
  unit?: string;
  required?: boolean;
  onKey?: (event: KeyboardEvent) => void;
  onLeave?: () => void;
}

/** One line to type in: label above, what is wrong with it below. */
export function Field(props: FieldProps) {
  const { id, value, onChange, type = "text", unit, onKey, onLeave } = props;
  return (
    <Frame {...props}>
      <span class={unit ? "with-unit" : undefined}>
        <input
          id={id}
          lang={props.dutch ? "nl" : undefined}
          // Its types know one kind of input at a time.
          type={type as "text"}
          value={value}
          autocomplete={props.autoComplete ?? "off"}
          inputMode={props.inputMode}
          maxLength={props.longest}
          spellcheck={false}
          required={props.required}
          aria-invalid={props.error ? true : undefined}
          aria-describedby={described(props)}
          onInput={(event) => onChange(event.currentTarget.value)}
          onKeyDown={onKey}
          onBlur={onLeave}
        />
        {unit && <span class="unit">{unit}</span>}
      </span>
    </Frame>
  );
}

interface SelectProps extends Around {
  value: string;
  onChange: (value: string) => void;
  options: [value: string, label: string][];
  required?: boolean;
}

export function Select(props: SelectProps) {
  const { id, value, onChange, options } = props;
  return (
    <Frame {...props}>
      <select
        id={id}
        value={value}
        required={props.required}
        aria-invalid={props.error ? true : undefined}
        aria-describedby={described(props)}
        onChange={(event) => onChange(event.currentTarget.value)}
      >
        {options.map(([name, label]) => (
          <option key={name} value={name}>
            {label}
          </option>
        ))}
      </select>
    </Frame>
  );
}

interface TextAreaProps extends Around {
  value: string;
  onChange: (value: string) => void;
  longest?: number;
  rows?: number;
}

export function TextArea(props: TextAreaProps) {
  const { id, value, onChange, longest, rows = 3 } = props;
  return (
    <Frame {...props}>
      <textarea
        id={id}
        lang={props.dutch ? "nl" : undefined}
        rows={rows}
        maxLength={longest}
        value={value}
        aria-invalid={props.error ? true : undefined}
        aria-describedby={described(props)}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
    </Frame>
  );
}

const described = ({ id, hint, error }: Around) =>
  [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ") || undefined;

/** A number is wrong until all of it is typed. */
const REST = 500;

/** Whoever is in a field hears what is wrong with it: the focus does not move, so nothing else would say it. */
export function useHeard(id: string, error: string | null | undefined): void {
  useEffect(() => {
    if (!error) return;
    const timer = setTimeout(() => document.activeElement?.id === id && announce(error), REST);
    return () => clearTimeout(timer);
  }, [id, error]);
}

function Frame({
  id,
  label,
  hint,
  error,
  width = "full",
  children,
}: Around & { children?: ComponentChildren }) {
  useHeard(id, error);
  return (
    <div class={`field ${width}`}>
      <label for={id}>{label}</label>
      {children}
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error && (
        <p class="error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  );
}
