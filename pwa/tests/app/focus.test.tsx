// @vitest-environment happy-dom
import { cleanup, fireEvent, render, waitFor } from "@testing-library/preact";
import { useState } from "preact/hooks";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { PlaceField } from "../../src/app/places/PlaceField";
import { PauseBox } from "../../src/app/settings/PauseBox";
import { point } from "../../src/device/position";
import type { ChosenPlace } from "../../src/device/store-schema";
import { learn } from "../../src/i18n/app";

const NOW = new Date("2026-03-02T15:00:00Z");
const GOUDA = { label: "Gouda", location: point(4.7, 52.01), municipality: null };
const TOOLS = { lookUp: async () => [GOUDA], names: async () => [], tileUrl: "", near: null };

beforeAll(() => learn("occasional", "places"));
afterEach(cleanup);

function Place() {
  const [place, setPlace] = useState<ChosenPlace | null>(null);
  return <PlaceField name="home" place={place} tools={TOOLS} onChange={setPlace} />;
}

function Pause() {
  const [until, setUntil] = useState<Date | null>(null);
  return <PauseBox until={until} now={NOW} onPause={setUntil} />;
}

describe("a place", () => {
  it("opened begins at its first field, in sight", async () => {
    const scrolled = vi.spyOn(Element.prototype, "scrollIntoView");
    const { getByText } = render(<Place />);
    fireEvent.click(getByText("Vul thuis in"));
    await waitFor(() => expect(document.activeElement?.id).toBe("home-postcode"));
    expect(scrolled).toHaveBeenCalled();
    fireEvent.click(getByText("Kies een plaats"));
    expect(document.activeElement?.id).toBe("home-name");
  });

  it("chosen or erased leaves the focus at the way to change it", async () => {
    const { getByText, getByLabelText } = render(<Place />);
    fireEvent.click(getByText("Vul thuis in"));
    await waitFor(() => getByLabelText("Postcode"));
    fireEvent.input(getByLabelText("Postcode"), { target: { value: "2801 AB" } });
    fireEvent.input(getByLabelText("Huisnummer"), { target: { value: "1" } });
    fireEvent.click(getByText("Zoek adres"));
    await waitFor(() => expect(document.activeElement?.textContent).toBe("Wijzig thuis"));
    const erase = getByText("Wis thuis");
    erase.focus();
    fireEvent.click(erase);
    await waitFor(() => expect(document.activeElement?.textContent).toBe("Vul thuis in"));
  });
});

it("a break that begins or ends leaves the focus at its heading", async () => {
  const { getByText } = render(<Pause />);
  for (const pressed of ["1 uur", "Stop de pauze"]) {
    const button = getByText(pressed);
    button.focus();
    fireEvent.click(button);
    await waitFor(() => expect(document.activeElement?.textContent).toBe("Pauze"));
  }
});
