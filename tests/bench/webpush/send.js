// The peer: web-push as its README has it, on connections that are kept.
// A line in gives the phones and the message; then each line is [count, how many at a time], answered with how long
// that took and the CPU time of it, in seconds.
import https from "node:https";
import { createInterface } from "node:readline";
import webpush from "web-push";

let given, agent;

function send(index) {
  const { subscriptions, payload, vapidDetails } = given;
  return webpush.sendNotification(subscriptions[index % subscriptions.length], payload, { vapidDetails, TTL: 7200, agent });
}

async function timed(count, atOnce) {
  const cpu = process.cpuUsage();
  const began = performance.now();
  let next = 0;
  const line = async () => {
    while (next < count) await send(next++);
  };
  await Promise.all(Array.from({ length: atOnce }, line));
  const spent = process.cpuUsage(cpu);
  return [(performance.now() - began) / 1e3, (spent.user + spent.system) / 1e6];
}

for await (const line of createInterface({ input: process.stdin })) {
  const said = JSON.parse(line);
  if (Array.isArray(said)) {
    console.log(JSON.stringify(await timed(...said)));
  } else {
    given = said;
    agent = new https.Agent({ keepAlive: true, ca: said.ca });
    console.log("null");
  }
}
