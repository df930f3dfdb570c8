// The running action and the past ones.

export const words = {
  "live.running": "Loopt",
  "live.ended": "Afgelopen",
  "live.expired": "De tijd van deze actie is voorbij.",
  "live.outcome": "Beëindig de actie",
  "past.title": "Eerdere acties",
  "past.none": "Er zijn nog geen eerdere acties.",
} as const;
