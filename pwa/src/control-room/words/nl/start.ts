// Starting an action.

export const words = {
  "start.title": "Nieuwe actie",
} as const;
