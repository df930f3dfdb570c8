import { expect, it } from "vitest";
import { actionOf, alertPath, isScreen } from "../../src/api/routes";
import { dial, grouped, isFree } from "../../src/i18n/phones";
import { unbroken } from "../../src/i18n/text";
import { ACTION } from "../examples";

it("an alert's address holds its action", () => {
  expect(actionOf(alertPath(ACTION))).toBe(ACTION);
  expect(actionOf("/oproep/../acties")).toBeNull();
  expect(actionOf("/oproep/")).toBeNull();
});

it("only the app's own screens are the app's", () => {
  expect(["/", "/meedoen", `/oproep/${ACTION}`, "/koppel"].every(isScreen)).toBe(true);
  expect(["/acties", "/kiosk", "/meldkamer", "/v1/docs", "/oproep/a/b"].some(isScreen)).toBe(false);
});

it("numbers are read with a space and dialled without", () => {
  expect(grouped("08000011")).toBe("0800\u00a00011");
  expect(grouped("09008844")).toBe("0900\u00a08844");
  expect(grouped("112")).toBe("112");
  expect(dial("08000011")).toBe("tel:08000011");
  expect(unbroken("1,20 m, om 15.40 uur. Bel gratis 0800 0011. In 2026 0900 8844.")).toBe(
    "1,20\u00a0m, om 15.40\u00a0uur. Bel gratis 0800\u00a00011. In 2026 0900\u00a08844.",
  );
  expect([isFree("08000011"), isFree("09008844")]).toEqual([true, false]);
});
