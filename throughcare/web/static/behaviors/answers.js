// After a step the focus goes to the reason of a refusal, or stays with the region that changed. When no answer came back,
// the page says that nothing is lost.
const LOST = "There is no connection just now. Nothing you wrote is lost; please press again in a moment.";
const BROKEN = "That did not work. Nothing you wrote is lost; please press again in a moment.";
const SIGNED_OUT = "You were signed out. Open this page in a second window and sign in; what you wrote is still here.";

export function leadToAnswers(page) {
  page.addEventListener("htmx:afterSettle", (event) => leadTo(page, event));
  page.addEventListener("htmx:sendError", () => say(page, LOST));
  page.addEventListener("htmx:responseError", (event) => {
    say(page, [401, 403].includes(event.detail.xhr.status) ? SIGNED_OUT : BROKEN);
  });
}

function leadTo(page, event) {
  const region = event.target;
  if (event.detail.requestConfig?.verb === "get" || !region.querySelector) return;
  const reason = region.matches("[role='alert']") ? region : region.querySelector("[role='alert']");
  if (!reason && page.activeElement !== page.body) return;
  const target = reason ?? region;
  target.tabIndex = -1;
  if (!reason) target.dataset.region = "";
  target.focus({ preventScroll: !reason });
}

function say(page, words) {
  const region = page.getElementById("said");
  if (!region) return;
  const notice = page.createElement("div");
  notice.className = "notice";
  notice.dataset.tone = "late";
  notice.setAttribute("role", "alert");
  const text = page.createElement("p");
  text.className = "notice__text";
  text.textContent = words;
  notice.append(text);
  region.replaceChildren(notice);
}
