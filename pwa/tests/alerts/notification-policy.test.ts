import { describe, expect, it } from "vitest";
import { decide } from "../../src/alerts/notification-policy";
import { notice, outcome, update } from "../examples";

describe("what the phone shows of what arrives", () => {
  it("is the message itself, aloud, when it is new", () => {
    expect(decide(notice(), [])).toEqual({ show: notice(), quiet: false });
    expect(decide(outcome(), [notice()])).toEqual({ show: outcome(), quiet: false });
  });

  it("is the outcome, quietly, when the alert comes after it", () => {
    expect(decide(notice(), [outcome()])).toEqual({ show: outcome(), quiet: true });
  });

  it("is the newest update when an older one comes late", () => {
    const newer = update({ notice: "u3", number: 3 });
    expect(decide(update(), [notice(), newer])).toEqual({ show: newer, quiet: true });
  });

  it("is the same again, quietly, when the server repeats it", () => {
    const shown = notice({ shown: true });
    expect(decide(notice(), [shown])).toEqual({ show: notice(), quiet: true });
    const test = notice({ action: null, kind: "self-test" });
    expect(decide(test, [{ ...test, shown: true }]).quiet).toBe(true);
    expect(decide(test, []).quiet).toBe(false);
  });

  it("is the message itself, aloud, when only the open app heard of it", () => {
    expect(decide(notice(), [notice()]).quiet).toBe(false);
    const test = notice({ action: null, kind: "self-test" });
    expect(decide(test, [test]).quiet).toBe(false);
  });

  it("has nothing to do with other actions", () => {
    expect(decide(notice(), [outcome({ action: "other" })])).toEqual({ show: notice(), quiet: false });
  });
});
