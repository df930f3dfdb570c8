import type { Language } from "../api/types";
import { language } from "../i18n/app";

const NAMES: Record<Language, string> = { nl: "Nederlands", en: "English" };

/** The other language, in its own words. */
export function LanguageChoice({ onChange }: { onChange: (language: Language) => void }) {
  const other: Language = language.value === "nl" ? "en" : "nl";
  return (
    <button type="button" class="aside" lang={other} onClick={() => onChange(other)}>
      {NAMES[other]}
    </button>
  );
}
