// How a text is set on a screen.

/** "1,2 km", "3 min" and "15.40 uur" stand on one line. */
export const withUnits = (text: string) => text.replace(/(\d) (?=(?:k?m|min|uur)\b)/g, "$1\u00a0");

/** A code of letters and figures in groups of four, as kiosk and phone show it. */
export const inFours = (code: string) => code.replace(/(.{4})(?=.)/g, "$1 ");

/** A message as it is shown: a number stands on one line, with its unit. */
export const unbroken = (text: string) => withUnits(text.replace(/\b(0[89]0\d) (?=\d{4}\b)/g, "$1\u00a0"));
