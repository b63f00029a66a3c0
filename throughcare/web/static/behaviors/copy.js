// One press copies a line for a chart. Without this, or where the browser does not let us, the line is selected by hand.
export function copyLines(page) {
  const show = () => page.querySelectorAll("[data-copies][hidden]").forEach((button) => (button.hidden = false));
  show();
  page.addEventListener("htmx:afterSettle", show);
  page.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copies]");
    const line = button && page.getElementById(button.dataset.copies);
    if (line) copy(page, line, button);
  });
}

async function copy(page, line, button) {
  try {
    await navigator.clipboard.writeText(line.textContent);
    say(page, button.dataset.copied ?? "Copied. Paste it into the chart.");
    button.dataset.done = "";
  } catch {
    line.hidden = false;
    page.defaultView.getSelection().selectAllChildren(line);
    say(page, "Selected. Copy it with the keyboard.");
  }
}

function say(page, words) {
  const region = page.getElementById("said");
  if (region) region.replaceChildren(Object.assign(page.createElement("p"), { className: "small", textContent: words }));
}
