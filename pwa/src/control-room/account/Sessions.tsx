import { now } from "../../api/server-time";
import type { StaffSession } from "../../api/types";
import { ago } from "../../i18n/format";
import { t } from "../../i18n/room";
import { Button } from "../../ui/Button";
import { announce } from "../../ui/LiveRegion";
import { useQuery } from "../../ui/useQuery";
import * as server from "../server";
import { device } from "./devices";

/** Where one is signed in; every other place can be ended from here. */
export function Sessions() {
  const { value, again } = useQuery("sessions", server.sessions);
  const end = (id: string) =>
    server.endSession(id).then(
      () => {
        announce(t("account.ended"));
        document.getElementById("sessions")?.focus();
        again();
      },
      () => announce(t("shell.failed")),
    );
  return (
    <section class="account">
      <h2 id="sessions" tabIndex={-1}>
        {t("account.sessions")}
      </h2>
      <table>
        <thead>
          <tr>
            <th scope="col">{t("account.device")}</th>
            <th scope="col">{t("account.since")}</th>
            <th scope="col">{t("account.seen")}</th>
            <th scope="col">
              <span class="unseen">{t("account.end")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {value?.items.map((one) => (
            <Row key={one.id} one={one} onEnd={() => void end(one.id)} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Row({ one, onEnd }: { one: StaffSession; onEnd: () => void }) {
  const name = device(one.device) ?? t("account.unknown");
  return (
    <tr>
      <td>{name}</td>
      <td>{ago(new Date(one.startedAt), now())}</td>
      <td>{ago(new Date(one.seenAt), now())}</td>
      <td>
        {one.current ? (
          t("account.current")
        ) : (
          <Button look="small" label={t("account.endLabel", { device: name })} onPress={onEnd}>
            {t("account.end")}
          </Button>
        )}
      </td>
    </tr>
  );
}
