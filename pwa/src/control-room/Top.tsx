import type { SignedIn } from "../api/types";
import { t } from "../i18n/room";
import { Button } from "../ui/Button";
import { announce } from "../ui/LiveRegion";
import { Mark } from "../ui/Mark";
import { go, type Route, route, to } from "./route";
import { leave, who } from "./session";

/** Who works where, and the way to every screen. */
export function Top() {
  const me = who.value;
  const link = (screen: Route["screen"], href: string, words: string) => (
    <a href={href} aria-current={route.value.screen === screen ? "page" : undefined}>
      {words}
    </a>
  );
  return (
    <header class="room-top">
      <p class="brand">
        <Mark size={28} /> {t("shell.title")}
      </p>
      <nav aria-label={t("shell.menu")}>
        {link("overview", to.overview, t("shell.overview"))}
        {link("past", to.past, t("shell.past"))}
        {link("account", to.account, t("shell.account"))}
      </nav>
      <p class="who">
        {me?.username} · {me && reachOf(me)}
      </p>
      <Button
        look="small"
        onPress={() =>
          leave().then(
            () => go(to.overview),
            () => announce(t("signin.unreachable")),
          )
        }
      >
        {t("shell.signOut")}
      </Button>
    </header>
  );
}

function reachOf({ role, region, regions }: SignedIn): string {
  if (role === "administrator") return t("shell.everywhere");
  const own = regions ?? (region ? [region] : []);
  if (own.length > 1) return t("shell.regions", { regions: own.join(", ") });
  return own[0] ? t("shell.region", { region: own[0] }) : t("shell.nowhere");
}
