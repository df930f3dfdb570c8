// @vitest-environment happy-dom
import { render } from "@testing-library/preact";
import { expect, it } from "vitest";
import type { AreaProposal } from "../../src/api/types";
import { CONTROLS } from "../../src/control-room/problem-text";
import { AreaFields } from "../../src/control-room/start/AreaFields";
import { type Draft, empty } from "../../src/control-room/start/draft";
import { SignalementFields } from "../../src/control-room/start/SignalementFields";
import { What } from "../../src/control-room/start/What";

it("the problem that gets the focus is the first on the screen", () => {
  const draft: Draft = { ...empty(), kind: "missing-child" };
  const value = { inArea: { about: 30_000 }, reachable: { about: 30_000 } } as AreaProposal;
  const proposal = { value, error: null, busy: false, silent: false, again: () => undefined };
  const form = { draft, problem: () => null };
  const supervisor = { role: "supervisor" as const, largest: 25_000 };
  const { container } = render(
    <>
      <What {...form} />
      <AreaFields {...form} {...supervisor} proposal={proposal} />
      <SignalementFields {...form} />
    </>,
  );
  const controls = [...new Set(Object.values(CONTROLS))];
  const shown = [...container.querySelectorAll("input, select")].map(({ id }) => id);
  expect(shown.filter((id) => controls.includes(id))).toEqual(controls);
});
