// Keys for the work list: J and K move, X picks, 1 to 9 open a saved view, Enter opens, / searches. Never while somebody writes.
const isWriting = (target) => target.closest("input:not([type='checkbox']), textarea, select, [contenteditable]");
const rowsOf = (page) => [...page.querySelectorAll("[data-behavior~='rows'] .queue__row")];

export function moveThroughRows(page) {
  page.addEventListener("htmx:beforeRequest", keepPicked);
  page.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return;
    const act = /^[1-9]$/.test(event.key) ? openView(event.key) : KEYS[event.key];
    if (act && act(page, event.target.closest(".queue__row"))) event.preventDefault();
  });
}

// The list looks again every half minute by itself; not while something is picked, or the ticks would be gone.
function keepPicked(event) {
  const rows = event.detail.elt;
  if (rows.id === "rows" && rows.querySelector(".pick :checked")) event.preventDefault();
}

const KEYS = {
  j: (page, row) => step(page, row, 1),
  k: (page, row) => step(page, row, -1),
  x: (_page, row) => row?.querySelector(".pick input")?.click() ?? Boolean(row),
  "/": (page) => {
    const search = page.querySelector("input[type='search']");
    search?.focus();
    return search;
  },
};

function openView(number) {
  return (page) => {
    const view = page.querySelector(`[data-number="${number}"]`);
    view?.click();
    return view;
  };
}

function step(page, row, by) {
  const rows = rowsOf(page);
  if (!rows.length) return false;
  const next = rows[row ? Math.min(Math.max(rows.indexOf(row) + by, 0), rows.length - 1) : 0];
  next.querySelector("[data-cell='client'] a, a")?.focus();
  return true;
}
