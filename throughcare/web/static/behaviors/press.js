// A second press while the first is on its way does nothing; the button says that it is busy.
const LONGEST = 6000; // milliseconds; a file may come back, and then the page stays

export function pressOnce(page) {
  const onSubmit = (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if ("sent" in form.dataset) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    form.dataset.sent = "";
    event.submitter?.setAttribute("aria-busy", "true");
    setTimeout(() => free(form), LONGEST);
  };
  page.addEventListener("submit", onSubmit, { capture: true });
  page.addEventListener("htmx:afterRequest", () => page.querySelectorAll("form[data-sent]").forEach(free));
  window.addEventListener("pageshow", () => page.querySelectorAll("form[data-sent]").forEach(free));
}

function free(form) {
  delete form.dataset.sent;
  form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
}
