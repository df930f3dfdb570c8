interface Props {
  id: string;
  label: string;
  value: string;
  error?: string | null | undefined;
  hint?: string;
  onChange: (value: string) => void;
  onEnter?: () => void;
  autoComplete?: string;
  inputMode?: "text" | "numeric" | "search";
  capitals?: boolean;
}

/** One line to type in, with its label above and what is wrong with it below. */
export function Field({
  id,
  label,
  value,
  error,
  hint,
  onChange,
  onEnter,
  autoComplete,
  inputMode,
  capitals,
}: Props) {
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      <input
        id={id}
        type="text"
        value={value}
        autocomplete={autoComplete ?? "off"}
        inputMode={inputMode}
        autocapitalize={capitals ? "characters" : "off"}
        spellcheck={false}
        enterkeyhint={onEnter ? "go" : undefined}
        aria-invalid={error ? true : undefined}
        aria-describedby={described || undefined}
        onInput={(event) => onChange(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter") onEnter?.();
        }}
      />
      {error && (
        <p class="error" role="alert" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  );
}
