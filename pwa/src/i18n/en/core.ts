// The same as ../nl/core.ts, in plain English.

import type { words as dutch } from "../nl/core";

export const words: Record<keyof typeof dutch, string> = {
  "app.back": "Back",
  "app.home": "To the start",
  "app.settings": "Settings",
  "app.retry": "Try again",
  "app.cancel": "Cancel",
  "app.exercise": "OEFENING / EXERCISE",
  "app.loading": "One moment",
  "app.offline": "No internet",
  "app.missing": "This part of the app does not load.",
  "storage.title": "The app cannot read what this phone keeps",
  "storage.same": "Do you take part in Burgernet? That stays so.",
  "storage.failed": "Try again. Does that not help? Close the app and open it again.",
  "storage.blocked": "Burgernet is still open in another window. Close that one and try again.",

  "time.now": "just now ({time})",
  "time.minutes": "{n|minute|minutes} ago ({time})",
  "time.hours": "{n|hour|hours} ago ({time})",
  "time.yesterday": "yesterday at {time}",
  "time.day": "on {day} at {time}",
  "time.today": "today at {time}",
  "time.tomorrow": "tomorrow at {time}",
  "time.clock": "{time}",

  "distance.near": "very near you",
  "distance.metres": "about {n} m from you",
  "distance.kilometres": "about {n} km from you",
  "distance.radius": "{n} km",
  "distance.radiusMetres": "{n} m",

  "home.history": "See all actions",
  "join.noThanks": "Rather not",
  "install.android.title": "Put Burgernet on your home screen",
  "install.android.why": "Then notifications stay on, even when you do not open the app for long.",
  "install.android.do": "Put on home screen",
  "install.android.no": "Rather not",
  "home.resume": "End the break",
  "join.ask.yes": "Yes, I take part",
  "map.zoomIn": "Zoom in",
  "map.zoomOut": "Zoom out",
};
