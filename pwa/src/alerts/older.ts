// What servers before 1.1.0 do not tell, read from the sentences they compose: also of messages kept on the phone and
// of pushes, which have no room for it. Pure.

const EXERCISE = /^OEFENING[^:]*: /;

/** The text of an exercise without the word it begins with. */
export const withoutMark = (text: string) => text.replace(EXERCISE, "");

/** What an update adds: it carries the whole alert behind its addition, for phones that missed the alert. */
export function additionIn(update: string, alert: string): string {
  const told = withoutMark(update);
  const opening = withoutMark(alert).split(/(?<=[.!?]) /)[0] ?? "";
  const at = opening.length > 9 ? told.indexOf(opening) : -1;
  return at > 0 ? told.slice(0, at).trim() : told;
}
