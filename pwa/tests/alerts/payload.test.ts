import { describe, expect, it } from "vitest";
import { readNotice, readPush } from "../../src/alerts/payload";
import { ACTION, ALERT, BODY, pushed } from "../examples";

const AT = "2026-03-02T14:45:00.000Z";

describe("a push message", () => {
  it("is read whole", () => {
    expect(readPush(pushed(), AT)).toEqual({
      title: "Meisje van 6 vermist",
      body: BODY,
      lang: "nl",
      tag: ACTION,
      renotify: true,
      notice: expect.objectContaining({ notice: ALERT, action: ACTION, number: 1, kind: "alert", at: AT }),
    });
  });

  it("of a kind this version does not know is still shown and kept", () => {
    const arrived = readPush(pushed({}, { kind: "all-clear" }), AT);
    expect(arrived?.notice?.kind).toBe("unknown");
    expect(arrived?.title).toBe("Meisje van 6 vermist");
  });

  it.each([
    ["no data", pushed({ data: undefined })],
    ["an id that is none", pushed({}, { notice: "../../x" })],
    ["an action that is none", pushed({}, { action: 7 })],
  ])("with %s is shown and not kept", (_, message) => {
    expect(readPush(message, AT)).toMatchObject({ title: "Meisje van 6 vermist", notice: null });
  });

  it.each([null, undefined, "text", 7, [], {}, { notification: null }, { notification: { title: 7 } }])(
    "that is %j cannot be shown as it is",
    (message) => {
      expect(readPush(message, AT)).toBeNull();
    },
  );

  it("without a title bears our name", () => {
    expect(readPush({ notification: { body: "Iets" } }, AT)).toMatchObject({
      title: "Burgernet",
      tag: "burgernet",
    });
  });

  it("never brings a telephone number that is none", () => {
    const phone = (value: unknown) => readPush(pushed({}, { phone: value }), AT)?.notice?.phone;
    expect(phone("08000011")).toBe("08000011");
    expect(phone("0906;post=1")).toBeNull();
    expect(phone(null)).toBeNull();
  });

  it("with a time that is none counts as without", () => {
    expect(readPush(pushed({}, { expiresAt: "soon" }), AT)?.notice?.expiresAt).toBeNull();
  });
});

it.each([Number.NaN, Number.POSITIVE_INFINITY, 7n, "1", null])(
  "a number that is %s sorts first",
  (number) => {
    expect(readNotice({ notice: ALERT, action: ACTION, number }, AT)?.number).toBe(0);
  },
);

it("a notice over the socket is read from one flat object", () => {
  const { data, ...rest } = pushed().notification;
  expect(readNotice({ type: "notice", ...rest, ...data }, AT)).toMatchObject({
    notice: ALERT,
    body: BODY,
    number: 1,
  });
});
