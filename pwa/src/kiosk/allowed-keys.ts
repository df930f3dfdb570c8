// Which key may come next: a key that would make a postcode wrong can't be pressed. Pure.

export const ROWS = ["1234567890", "QWERTYUIOP", "ASDFGHJKL-", "ZXCVBNM"];

export type Accepts = (typed: string, sign: string) => boolean;

const DIGIT = /^\d$/;
const LETTER = /^[A-Z]$/;

/** Four digits, of which the first is not 0, and two letters. */
export const inPostcode: Accepts = (typed, sign) => {
  if (typed.length === 0) return DIGIT.test(sign) && sign !== "0";
  return typed.length < 4 ? DIGIT.test(sign) : typed.length < 6 && LETTER.test(sign);
};

/** A number, and what may stand behind it. */
export const inNumber: Accepts = (typed, sign) => {
  if (typed.length === 0) return DIGIT.test(sign) && sign !== "0";
  if (/^\d+$/.test(typed)) return typed.length < 5 || !DIGIT.test(sign);
  if (typed.endsWith("-") && sign === "-") return false;
  return typed.length < 10;
};

export const inName: Accepts = (typed, sign) => !DIGIT.test(sign) && typed.length < 30;

/** What a physical keyboard or a paste brings, as far as the own keys could have typed it. */
export const accepted = (accepts: Accepts, text: string) =>
  [...text.toUpperCase()].reduce((typed, sign) => (accepts(typed, sign) ? typed + sign : typed), "");
