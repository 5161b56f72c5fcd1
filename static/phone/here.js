/** Which workshop this page is of, and how it looks at it. */

const page = document.getElementById("phone")?.dataset ?? {};

export const here = {
  code: page.code ?? "",
  codeShown: page.codeShown ?? "",
  host: page.host ?? "",
  /** A facilitator looks through a participant's eyes; anybody else simply looks. */
  looking: new URLSearchParams(location.search).get("as") === "participant" ? "participant" : "",
};
