// The same as ../nl/joining.ts, in plain English.

import type { words as dutch } from "../nl/joining";

export const words: Record<keyof typeof dutch, string> = {
  "join.step": "{n} of 3",
  "join.next": "Continue",
  "join.ask.title": "Help your neighbourhood look out",
  "join.ask.what": "Is a child missing, or a burglar on the run? Then Burgernet asks you to look out.",
  "join.ask.one": "You get an alert on your phone.",
  "join.ask.two": "Do you see something? Then you call {phone}, free of charge.",
  "join.ask.three": "Afterwards you hear how it ended.",
  "join.ask.workers": "Do you work here but live elsewhere? You can take part too.",
  "join.ask.never": "What we never do",
  "join.ask.neverText":
    "We ask for no name and no e‑mail address. Nobody can look up where you are, not even the control room.",
  "join.ask.adult": "I am 16 or older and I want to take part.",
  "join.ask.adultNeeded": "First tick that you are 16 or older and want to take part.",
  "join.ask.code": "I have a code from a registration kiosk",
  "join.lost": "This device was no longer registered. Your choices are still here: please check them.",
  "join.declined.title": "Fine, you do not take part",
  "join.declined.text": "Nothing was stored. You can always take part later.",
  "join.declined.back": "Take part after all",
  "join.where.title": "Where do you want to look out?",
  "join.where.why": "You get alerts from your own area only. Choose what to share; one choice is enough.",
  "join.where.live": "Where I am now",
  "join.where.liveWhy":
    "We update your position while the app is open. The last one counts for a day at most. Home and work count too, unless you were elsewhere a short while ago.",
  "join.where.share": "Share my position",
  "join.where.asking": "Your position is being determined.",
  "join.where.shared": "Your position is known, accurate to {accuracy} m.",
  "join.where.sharedOld": "You share your position.",
  "join.where.unshare": "Do not share my position",
  "join.where.denied": "This device does not give your position. Fill in home or work below.",
  "join.where.failed": "Your position can't be determined now. Try outdoors, or fill in home or work below.",
  "join.where.vague": "Your position is too vague. Fill in home or work below.",
  "join.where.nothing": "Without a place you get no alerts. Choose one, or continue without.",
  "join.where.without": "Rather not: continue without a place",
  "join.where.busy": "Registering you.",
  "join.where.unreachable": "Registering does not work now: there is no connection. Your choices stay.",
  "join.where.refused": "Registering does not work. Try again later.",
  "join.where.outside": "A place lies outside the Netherlands. Choose another.",
  "join.where.crowded": "It is busy. Wait a minute and try again.",
  "join.notify.title": "May we notify you?",
  "join.notify.why":
    "An alert is urgent. With notifications you see it at once, also when the app is closed.",
  "join.notify.what": "You get alerts, additional information and outcomes only. Never advertising.",
  "join.notify.do": "Turn on notifications",
  "join.notify.without": "Without notifications you get alerts only while the app is open.",
  "join.notify.busy": "Turning on notifications.",
  "join.notify.undecided": "You did not choose yet. Tap again and choose ‘Allow’.",
  "join.notify.failed": "Registering for notifications did not work yet. Try again.",
  "join.notify.unsupported":
    "This browser can't show notifications. Open this page in Chrome, Firefox, Edge or Safari.",
  "join.notify.joined": "You take part. One more question.",
  "join.notify.notJoined":
    "{municipality} does not take part in Burgernet yet. You will get a message when that changes.",
};
