// What the kiosk says, Dutch first. Short: people stand while they read.

import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Language } from "../api/types";

const nl = {
  "start.title": "Help mee uitkijken",
  "start.what": "Is er iemand vermist of op de vlucht? Burgernet vraagt u om uit te kijken.",
  "start.how": "U krijgt een oproep op uw telefoon. Aanmelden duurt één minuut.",

  "home.title": "Waar woont u?",
  "home.why": "U krijgt oproepen uit deze buurt.",
  "home.skip": "Sla thuis over",
  "work.ask": "Wilt u ook oproepen bij uw werk?",
  "work.yes": "Ja, vul mijn werk in",
  "work.no": "Nee, ga verder",
  "work.title": "Waar werkt u?",
  "work.why": "U krijgt ook oproepen uit deze buurt.",
  "work.skip": "Sla werk over",

  "place.postcode": "Postcode",
  "place.number": "Huisnummer",
  "place.find": "Zoek adres",
  "place.finding": "Even zoeken",
  "place.incomplete": "Vul postcode en huisnummer in, zoals 8911 AB en 12.",
  "place.none": "Dit adres is niet gevonden. Controleer het, of kies hieronder.",
  "place.unavailable": "Adressen zoeken lukt nu niet. Kies hieronder.",
  "place.pick": "Kies uw adres",
  "place.byName": "Kies een plaats",
  "place.byMap": "Kies op de kaart",
  "place.byAddress": "Zoek op postcode",
  "place.name": "Plaats of wijk",
  "place.nameHint": "Tik de eerste letters.",
  "place.noMatches": "Geen plaats gevonden. Tik minder letters.",
  "place.map": "Schuif tot het kruis goed staat.",
  "place.mapFailed": "De kaart laadt niet. Kies een plaats uit de lijst.",
  "place.take": "Kies dit punt",
  "place.chosen": "Gekozen punt op de kaart",

  "consent.title": "Wilt u meedoen?",
  "consent.home": "Thuis",
  "consent.work": "Werk",
  "consent.one": "We vragen geen naam en geen e-mailadres.",
  "consent.two": "We bewaren een punt op de kaart, geen adres.",
  "consent.three": "Niemand kan opzoeken waar u bent, ook de politie niet.",
  "consent.four": "Stoppen kan altijd. Dan wissen we alles meteen.",
  "consent.tick": "Ik ben 16 jaar of ouder en ik wil meedoen.",
  "consent.needed": "Kruis eerst aan dat u 16 jaar of ouder bent en wilt meedoen.",
  "consent.phone": "Verder op mijn telefoon",
  "consent.paper": "Geen telefoon bij me: print een code",
  "consent.busy": "Uw code wordt gemaakt",
  "consent.refused": "Aanmelden lukt niet. Vraag hulp aan de balie.",
  "consent.outside": "Een plaats ligt buiten Nederland. Begin opnieuw en kies een andere.",
  "consent.crowded": "Het is druk. Wacht een minuut en probeer opnieuw.",

  "code.title": "Maak het af op uw telefoon",
  "code.one": "Open de camera van uw telefoon.",
  "code.two": "Richt hem op dit vierkant en tik op de link.",
  "code.three": "Zet daarna meldingen aan.",
  "code.type": "Of ga naar {address} met deze code:",
  "code.until": "Geldig tot {time} uur.",
  "code.paper": "Uw code komt uit de printer",
  "code.again": "Print nog eens",
  "code.done": "Klaar",
  "code.sheet": "Meedoen met Burgernet",
  "code.sheetCode": "Of ga naar {address} en tik deze code:",
  "code.sheetUntil": "Geldig tot {time} uur. Daarna wissen we wat u invulde.",

  "frame.again": "Opnieuw beginnen",
  "frame.help": "Hulp nodig? Vraag het aan de balie van de gemeente {municipality}.",
  "frame.helpShort": "Hulp nodig? Vraag het aan een medewerker.",
  "key.erase": "Wis",
  "key.space": "Spatie",
  "key.hyphen": "Streepje",

  "idle.title": "Bent u er nog?",
  "idle.text": "Over {seconds} seconden wissen we wat u invulde.",
  "idle.code": "Over {seconds} seconden verdwijnt deze code van het scherm.",
  "idle.stay": "Ja, ga verder",

  "offline.title": "Geen verbinding",
  "offline.text": "Deze aanmeldzuil werkt nu niet. Doe mee op uw eigen telefoon.",
  "offline.again": "Probeer opnieuw",
  "closed.title": "Deze zuil is niet in gebruik",
  "closed.text": "Doe mee op uw eigen telefoon: ga naar {address}.",
  "closed.used": "De code voor deze zuil werkt niet meer. Vraag de beheerder om een nieuwe.",
} as const;

export type Key = keyof typeof nl;

const en: Record<Key, string> = {
  "start.title": "Help us look out",
  "start.what": "Is someone missing or on the run? Burgernet asks you to look out.",
  "start.how": "You get an alert on your phone. Joining takes one minute.",

  "home.title": "Where do you live?",
  "home.why": "You get alerts from this neighbourhood.",
  "home.skip": "Skip home",
  "work.ask": "Do you want alerts near your work too?",
  "work.yes": "Yes, add my work",
  "work.no": "No, go on",
  "work.title": "Where do you work?",
  "work.why": "You also get alerts from this neighbourhood.",
  "work.skip": "Skip work",

  "place.postcode": "Postcode",
  "place.number": "House number",
  "place.find": "Find address",
  "place.finding": "Searching",
  "place.incomplete": "Enter postcode and house number, such as 8911 AB and 12.",
  "place.none": "This address was not found. Check it, or choose below.",
  "place.unavailable": "Addresses can't be looked up now. Choose below.",
  "place.pick": "Choose your address",
  "place.byName": "Choose a town",
  "place.byMap": "Choose on the map",
  "place.byAddress": "Search by postcode",
  "place.name": "Town or district",
  "place.nameHint": "Tap the first letters.",
  "place.noMatches": "No town found. Tap fewer letters.",
  "place.map": "Move the map until the cross is right.",
  "place.mapFailed": "The map does not load. Choose a town from the list.",
  "place.take": "Choose this point",
  "place.chosen": "Point chosen on the map",

  "consent.title": "Do you want to join?",
  "consent.home": "Home",
  "consent.work": "Work",
  "consent.one": "We ask for no name and no e-mail address.",
  "consent.two": "We keep a point on the map, not an address.",
  "consent.three": "Nobody can look up where you are, not even the police.",
  "consent.four": "You can always leave. Then we erase everything at once.",
  "consent.tick": "I am 16 or older and I want to join.",
  "consent.needed": "First tick that you are 16 or older and want to join.",
  "consent.phone": "Go on with my phone",
  "consent.paper": "No phone with me: print a code",
  "consent.busy": "Your code is being made",
  "consent.refused": "Joining does not work. Ask for help at the desk.",
  "consent.outside": "A place is outside the Netherlands. Start again and choose another.",
  "consent.crowded": "It is busy. Wait a minute and try again.",

  "code.title": "Finish on your phone",
  "code.one": "Open the camera of your phone.",
  "code.two": "Point it at this square and tap the link.",
  "code.three": "Then switch on notifications.",
  "code.type": "Or go to {address} with this code:",
  "code.until": "Valid until {time}.",
  "code.paper": "Your code is being printed",
  "code.again": "Print again",
  "code.done": "Done",
  "code.sheet": "Join Burgernet",
  "code.sheetCode": "Or go to {address} and enter this code:",
  "code.sheetUntil": "Valid until {time}. After that we erase what you entered.",

  "frame.again": "Start again",
  "frame.help": "Need help? Ask at the desk of the municipality of {municipality}.",
  "frame.helpShort": "Need help? Ask a member of staff.",
  "key.erase": "Erase",
  "key.space": "Space",
  "key.hyphen": "Hyphen",

  "idle.title": "Are you still there?",
  "idle.text": "In {seconds} seconds we erase what you entered.",
  "idle.code": "In {seconds} seconds this code disappears from the screen.",
  "idle.stay": "Yes, go on",

  "offline.title": "No connection",
  "offline.text": "This kiosk does not work now. Join on your own phone.",
  "offline.again": "Try again",
  "closed.title": "This kiosk is not in use",
  "closed.text": "Join on your own phone: go to {address}.",
  "closed.used": "The code for this kiosk no longer works. Ask the administrator for a new one.",
};

const BOOKS: Record<Language, Record<Key, string>> = { nl, en };

export type Say = (key: Key, params?: Record<string, string | number>) => string;

export const says =
  (language: Language): Say =>
  (key, params = {}) =>
    BOOKS[language][key].replace(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? ""));

export const Spoken = createContext<Language>("nl");
export const useWords = (): Say => says(useContext(Spoken));
