import { typedIn } from "../../i18n/app";
import { unbroken } from "../../i18n/text";
import { pieces } from "../dispatcher-text";

/** A message, or a title: on a screen in English, what the dispatcher typed in it is marked as Dutch. */
export function MessageText({ text, typed }: { text: string; typed: string[] }) {
  const lang = typedIn();
  if (!lang) return <>{unbroken(text)}</>;
  return (
    <>
      {pieces(text, typed).map((piece, at) => {
        const shown = unbroken(piece);
        return at % 2 === 1 ? (
          <span key={at} lang={lang}>
            {shown}
          </span>
        ) : (
          shown
        );
      })}
    </>
  );
}
