// Telephone numbers: stored without spaces, read with them.

/** 08000011 → 0800 0011, on one line; short numbers stay as they are. */
export const grouped = (phone: string) =>
  /^0[89]0\d{5,7}$/.test(phone) ? `${phone.slice(0, 4)}\u00a0${phone.slice(4)}` : phone;

export const dial = (phone: string) => `tel:${phone}`;

/** Whether "free" may stand beside it. */
export const isFree = (phone: string) => phone.startsWith("0800");
