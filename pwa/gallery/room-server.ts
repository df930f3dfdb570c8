// A server that answers the control room's calls in the gallery, from what a state tells it. No network at all.

export type Answers = Record<string, unknown>;

/** A refusal, with what the server says. */
export class Refusal {
  constructor(
    readonly status: number,
    readonly code = "failed",
    readonly values = {},
  ) {}
}

/** From now on "GET /v1/…" is answered with what stands there. */
export function answer(answers: Answers): void {
  window.fetch = async (asked, options) => {
    const url = new URL(String(asked), location.origin);
    const said = answers[`${options?.method ?? "GET"} ${url.pathname}`];
    if (said === undefined) throw new TypeError("Nobody answers.");
    const status = said instanceof Refusal ? said.status : 200;
    const body = said instanceof Refusal ? { ...said, errors: [] } : said;
    return new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } });
  };
}
