// The same as ../nl/places.ts, in plain English.

import type { words as dutch } from "../nl/places";

export const words: Record<keyof typeof dutch, string> = {
  "map.choose": "Map: move it until the cross is on the right place",
  "map.chooseFailed": "The map does not load. Choose a place from the list.",
  "map.loading": "The map is loading",

  "place.home": "Home",
  "place.work": "Work",
  "place.homeWhy":
    "For alerts near your home. It always counts, unless you were elsewhere a short while ago.",
  "place.workWhy":
    "For alerts near your work. It always counts, unless you were elsewhere a short while ago.",
  "place.addHome": "Fill in home",
  "place.addWork": "Fill in work",
  "place.changeHome": "Change home",
  "place.changeWork": "Change work",
  "place.removeHome": "Erase home",
  "place.removeWork": "Erase work",
  "place.chosen": "Point chosen on the map",
  "place.stored": "Filled in",
  "place.privacy": "Burgernet stores only the point on the map, not the address.",
  "place.postcode": "Postcode",
  "place.number": "House number",
  "place.find": "Find address",
  "place.finding": "Looking for the address.",
  "place.pick": "Choose your address",
  "place.postcodeWrong": "Fill in a postcode such as 8911 AB.",
  "place.numberWrong": "Fill in a house number such as 12.",
  "place.none": "This address was not found. Below, choose a place or a point on the map.",
  "place.unavailable": "Finding addresses does not work now. Below, choose a place or a point on the map.",
  "place.byName": "Choose a place",
  "place.byMap": "Choose a point on the map",
  "place.byAddress": "Find by postcode",
  "place.name": "Town or district",
  "place.nameHint": "Type the first letters.",
  "place.matches": "{n|place|places} found",
  "place.noMatches": "No place found. Type fewer letters.",
  "place.inMunicipality": "{place}, municipality of {municipality}",
  "place.take": "Choose this point",
};
