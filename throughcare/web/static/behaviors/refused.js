// After a refusal the reason gets the focus; when nothing came back at all, the page says that nothing is lost.
export function showWhatIsRefused(page) {
  page.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.xhr?.status === 422) event.target.querySelector?.("[role='alert']")?.focus();
  });
  page.addEventListener("htmx:sendError", () => say(page, "There is no connection just now. Nothing you wrote is lost; please press again in a moment."));
  page.addEventListener("htmx:responseError", (event) => {
    const gone = [401, 403].includes(event.detail.xhr.status);
    say(page, gone ? "You were signed out. Open this page again and sign in; what you wrote is still here." : "That did not work. Nothing you wrote is lost; please press again in a moment.");
  });
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
