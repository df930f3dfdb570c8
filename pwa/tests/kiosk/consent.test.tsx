// @vitest-environment happy-dom
import { cleanup, fireEvent, render, waitFor } from "@testing-library/preact";
import { afterEach, expect, it } from "vitest";
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
