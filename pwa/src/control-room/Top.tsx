import type { SignedIn } from "../api/staff-types";
import { say } from "../i18n/room";
import { Mark } from "../ui/Mark";
import { Button } from "./parts/Button";
import { announce } from "./parts/Said";
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
        <Mark size={28} /> {say("shell.title")}
      </p>
      <nav aria-label={say("shell.menu")}>
        {link("overview", to.overview, say("shell.overview"))}
        {link("past", to.past, say("shell.past"))}
        {link("account", to.account, say("shell.account"))}
      </nav>
      <p class="who">
        {me?.username} · {me && reachOf(me)}
      </p>
      <Button
        look="small"
        onPress={() =>
          leave().then(
            () => go(to.overview),
            () => announce(say("signin.unreachable")),
          )
        }
      >
        {say("shell.signOut")}
      </Button>
    </header>
  );
}

function reachOf({ role, region }: SignedIn): string {
  if (role === "administrator") return say("shell.everywhere");
  return region ? say("shell.region", { region }) : say("shell.nowhere");
}
