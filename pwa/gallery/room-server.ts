// A server that answers the control room's calls in the gallery, from what a state tells it. No network at all.

export type Answers = Record<string, unknown>;

/** From now on "GET /v1/…" is answered with what stands there; a number is a refusal with that status. */
export function answer(answers: Answers): void {
  window.fetch = async (asked, options) => {
    const url = new URL(String(asked), location.origin);
    const said = answers[`${options?.method ?? "GET"} ${url.pathname}`];
    if (said === undefined) throw new TypeError("Nobody answers.");
    const status = typeof said === "number" ? said : 200;
    const body = typeof said === "number" ? { status, detail: "", errors: [] } : said;
    return new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } });
  };
}
