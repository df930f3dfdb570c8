// @vitest-environment happy-dom
import { cleanup, fireEvent, render, waitFor } from "@testing-library/preact";
import { afterEach, expect, it } from "vitest";
import { Spoken } from "../../src/i18n/kiosk";
import { CodeStep } from "../../src/kiosk/CodeStep";
import { ConsentStep } from "../../src/kiosk/ConsentStep";
import { PROSE, refusal } from "../fakes";

afterEach(cleanup);

it.each([
  [refusal(422, "places.home", "outside-netherlands"), "Een plaats ligt buiten Nederland."],
  [refusal(422, "consent", "consent-needed"), "Aanmelden lukt niet. Vraag hulp aan de balie."],
  [refusal(401), "Aanmelden lukt niet. Vraag hulp aan de balie."],
  [refusal(429), "Het is druk."],
])("a refusal is said in the visitor's language (%s)", async (error, words) => {
  const { getByRole, getAllByRole, container } = render(
    <ConsentStep
      places={{}}
      onJoin={async () => {
        throw error;
      }}
    />,
  );
  fireEvent.click(getByRole("checkbox"));
  fireEvent.click(getAllByRole("button")[0] as HTMLElement);
  await waitFor(() => expect(getByRole("status").textContent).toContain(words));
  expect(container.textContent).not.toContain(PROSE);
});

it.each([
  ["nl", false, "Geldig tot 8.14\u00a0uur."],
  ["nl", true, "Geldig tot dinsdag 2 juni om 8.14\u00a0uur. Daarna wissen we wat u invulde."],
  ["en", false, "Valid until 8:14."],
  ["en", true, "Valid until Tuesday 2 June at 8:14."],
] as const)(
  "a code says until when it counts, on paper with its day (%s, paper %s)",
  (language, paper, told) => {
    const issued = {
      linkCode: "ABCD2345",
      linkUrl: "https://b.example/k",
      expiresAt: "2026-06-02T06:14:00Z",
    };
    const { container } = render(
      <Spoken.Provider value={language}>
        <CodeStep issued={{ ...issued, drawing: null }} onPaper={paper} onDone={() => {}} print={() => {}} />
      </Spoken.Provider>,
    );
    const said = paper ? container.querySelector(".sheet") : container;
    expect(said?.textContent).toContain(told);
  },
);
