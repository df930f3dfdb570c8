// Dutch addresses as people type, paste and dictate them. Pure. The server reads them alike (schemas/address.py).

/** Dashes of every length, and blanks of every width, as one of each. */
const plain = (typed: string) =>
  typed
    .replace(/[\u2010-\u2015\u2212]/g, "-")
    .replace(/\s+/g, " ")
    .trim();

/** 8911ab, 8911 AB → 8911 AB; null when it can't be a postcode. */
export function postcode(typed: string): string | null {
  const found = /^([1-9]\d{3}) ?([a-z]{2})$/i.exec(plain(typed));
  return found ? `${found[1]} ${found[2]?.toUpperCase()}` : null;
}

/** 12, 12a, 12-1, 12 bis, 12A-1, 14/1: a number with a letter, an addition or both; null for anything else. */
export function houseNumber(typed: string): string | null {
  const found = /^\d{1,5}(?!\d)(?:[ /-]*[a-z0-9]{1,6}|[ /-]*[a-z][ /-]+[a-z0-9]{1,6})?$/i.exec(plain(typed));
  return found ? found[0] : null;
}
