// The text of a message, as it is set on a screen.

/** A message as it is shown: a number stands on one line, with its unit. */
export const unbroken = (text: string) =>
  text.replace(/\b(0[89]0\d) (?=\d{4}\b)/g, "$1\u00a0").replace(/(\d) (?=(?:k?m|uur)\b)/g, "$1\u00a0");
