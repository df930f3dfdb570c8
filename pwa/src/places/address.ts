// Dutch addresses as people type them. Pure.

/** 8911ab, 8911 AB → 8911 AB; null when it can't be a postcode. */
export function postcode(typed: string): string | null {
  const found = /^([1-9]\d{3})\s*([a-z]{2})$/i.exec(typed.trim());
  return found ? `${found[1]} ${found[2]?.toUpperCase()}` : null;
}

/** 12, 12a, 12-1, 12 bis; null when it does not begin with a number. */
export function houseNumber(typed: string): string | null {
  const found = /^\d{1,5}(?:[\s-]*[a-z0-9]{1,6})?$/i.exec(typed.trim());
  return found ? found[0] : null;
}
