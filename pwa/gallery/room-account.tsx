import { Enrol } from "../src/control-room/account/Enrol";
import { Password } from "../src/control-room/account/Password";
import { RecoveryCodes } from "../src/control-room/account/RecoveryCodes";
import { Screen } from "../src/control-room/parts/Screen";
import { desk } from "./room-shell";

const nothing = () => undefined;
const at = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
const SESSIONS = {
  "GET /v1/dispatch/sessions": {
    items: [
      {
        id: "one",
        current: true,
        device: "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0",
        startedAt: at(90),
        seenAt: at(0),
      },
      {
        id: "two",
        current: false,
        device: "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36",
        startedAt: at(400),
        seenAt: at(200),
      },
    ],
  },
};
const CODES = ["a2b3c-d4e5f", "g6h7i-j8k9m", "n2p3q-r4s5t", "u6v7w-x8y9z", "b2c3d-e4f5g", "h6i7j-k8m9n"];
const QR =
  '<svg width="120" height="120"><path d="M10 10h100v100h-100z M20 20v80h80v-80z" fill-rule="evenodd"/></svg>';

/** A step of the second factor, where the account screen has it. */
const step = (shown: preact.JSX.Element) => () => (
  <div class="desk">
    <div class="columns">
      <div class="running" />
      <Screen title="Account">
        <section class="account">
          <h2>Tweede stap bij aanmelden</h2>
          {shown}
        </section>
      </Screen>
    </div>
  </div>
);

export const states: Record<string, () => preact.JSX.Element> = {
  "room-account": desk("#/account", {
    ...SESSIONS,
    "GET /v1/dispatch/second-factor": { enrolled: true, recoveryCodes: 8 },
  }),
  "room-account-off": desk("#/account", {
    ...SESSIONS,
    "GET /v1/dispatch/second-factor": { enrolled: false, recoveryCodes: 0 },
  }),
  "room-account-password": step(<Password enrolled onDraft={nothing} onStop={nothing} />),
  "room-account-enrol": step(
    <Enrol
      draft={{ secret: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", uri: "", qr: QR }}
      onEnrolled={nothing}
      onStop={nothing}
    />,
  ),
  "room-account-codes": step(<RecoveryCodes codes={CODES} onKept={nothing} />),
};
