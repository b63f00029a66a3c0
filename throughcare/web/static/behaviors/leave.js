// "Leave this page": replaces the page in the history, so that going back does not return here. Escape three times does too.
const WITHIN = 1500; // milliseconds for the three presses

export function leaveAtOnce(page) {
  const link = page.querySelector("[data-behavior~='leave']");
  if (!link) return;
  const leave = () => window.location.replace(link.href);
  const presses = [];
  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
  page.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    presses.push(event.timeStamp);
    if (presses.length >= 3 && event.timeStamp - presses.at(-3) < WITHIN) leave();
  });
}
