// Call sheets: inside a sheet the keys 1 to 9 press the result of that number; J and K go to the next and the last sheet.
const isWriting = (target) => target.closest("input:not([type='hidden']), textarea, select, [contenteditable]");
const sheetsOf = (page) => [...page.querySelectorAll("[data-behavior~='call']")];

export function nameTheResult(page) {
  page.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isWriting(event.target)) return;
    const sheets = sheetsOf(page);
    if (!sheets.length) return;
    const here = event.target.closest("[data-behavior~='call']");
    const button = here?.querySelector(`[aria-keyshortcuts="${event.key}"]`);
    if (button) {
      event.preventDefault();
      button.click();
    } else if (event.key === "j" || event.key === "k") {
      event.preventDefault();
      step(sheets, here, event.key === "j" ? 1 : -1);
    }
  });
}

function step(sheets, here, by) {
  const place = here ? Math.min(Math.max(sheets.indexOf(here) + by, 0), sheets.length - 1) : 0;
  sheets[place].querySelector("a")?.focus();
}
