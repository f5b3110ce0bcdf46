// Where the keyboard's focus goes when that which had it goes away: to the same control of the next row in a list (data-rows), of the one before
// when it was the last, and otherwise where data-fallback says or to the heading. Without this it falls to the top of the page.
let held; // { element, list, kind, index, fallback }

// a sentence that stands where rows were is none of them: it has another class
const rowsOf = (list, kind) => [...(list.tBodies?.[0]?.rows ?? list.children)].filter(row => kind === undefined || row.className === kind);
const isThere = element => element.isConnected && !element.disabled && element.checkVisibility();
const nameOf = element => element?.getAttribute('aria-label') ?? element?.textContent.trim();

function hold(element) {
  const list = element.closest('[data-rows]');
  const kind = list ? rowsOf(list).find(row => row.contains(element))?.className : undefined;
  return {
    element,
    list,
    kind,
    index: list ? rowsOf(list, kind).findIndex(row => row.contains(element)) : -1,
    fallback: element.closest('[data-fallback]'),
  };
}

function inList({ element, list, kind, index }) {
  if (!list?.isConnected || index < 0) return null;
  const rows = rowsOf(list, kind);
  const own = rows.find(row => row.contains(element)); // it is only disabled, as To the front is in the first row
  for (const row of [own, rows[index], rows[index - 1], rows.at(-1)]) {
    const controls = row ? [...row.querySelectorAll('a[href], button')].filter(isThere) : [];
    const found = controls.find(control => nameOf(control) === nameOf(element))
      ?? controls.find(control => control.textContent.trim() === element.textContent.trim()) ?? controls[0]; // "Revoke a", "Revoke b"
    if (found) return found;
  }
  return null;
}

function next(lost) {
  const place = lost.list?.dataset.rows || lost.fallback?.dataset.fallback;
  if (!lost.list && !place) return null;
  return inList(lost) ?? (place ? [...document.querySelectorAll(place)].find(isThere) : null) ?? document.querySelector('h1[tabindex]');
}

document.addEventListener('focusin', ({ target }) => { held = hold(target); });

// left by will: clicked beside it, or gone on; what is taken away, disabled or closed is not left
document.addEventListener('focusout', ({ target }) => setTimeout(() => {
  if (held?.element === target && isThere(target) && document.activeElement !== target) held = null;
}));

new MutationObserver(() => {
  if (!held) return;
  if (isThere(held.element)) {
    if (held.list) held = hold(held.element); // rows above it may have gone
    return;
  }
  const active = document.activeElement;
  if (active && active !== document.body && active !== held.element) return;
  const lost = held;
  held = null;
  next(lost)?.focus();
}).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['disabled', 'open'] });

// A menu gives the focus back to its button as it closes, twice and whenever the server comes to it, also when one of its links has led to
// another page, whose heading should have it. So until somebody presses something, scripts cannot focus the button of a menu that led away.
const silenced = new Set();
document.addEventListener('click', ({ target }) => {
  const link = target.closest?.('.menu a[href]');
  if (!link || link.pathname === location.pathname) return;
  for (const button of document.querySelectorAll('.menu-button button')) {
    button.focus = () => {};
    silenced.add(button);
  }
}, true);
for (const kind of ['keydown', 'pointerdown']) {
  document.addEventListener(kind, () => {
    for (const button of silenced) delete button.focus;
    silenced.clear();
  }, true);
}
