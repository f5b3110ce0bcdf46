// What a browser does for a modal dialog of its own and MudBlazor leaves to the page: what lies behind cannot be reached, the focus goes in
// and comes back, and Escape closes, whatever has the focus.
let stack = []; // { dialog, opener }, the topmost last
let pressed; // what was pressed last: until the server has answered, the focus may have gone on, as to the heading of a page just opened

const page = '.shell, .skip';
const top = () => stack.at(-1)?.dialog;
const isLost = () => !document.activeElement || document.activeElement === document.body;
const isThere = element => element instanceof HTMLElement && element.isConnected && !element.disabled && element.checkVisibility();

// where the opener is gone or of no use any more, as a picture that was deleted or a button that has nothing left to clear: to what the
// dialog names, or else the opener itself
function leave({ dialog, opener }) {
  const named = [dialog.querySelector('[data-fallback]'), opener?.closest('[data-fallback]')].map(element => element?.dataset.fallback);
  const others = named.filter(Boolean).flatMap(place => [...document.querySelectorAll(place)]);
  [opener, ...others, document.querySelector('h1[tabindex]')].find(isThere)?.focus();
}

function enter(dialog) {
  (dialog.querySelector('[autofocus]') ?? dialog.querySelector('.dialog-body'))?.focus({ preventScroll: true });
}

new MutationObserver(() => {
  const dialogs = [...document.querySelectorAll('.mud-dialog-container')];
  const closed = stack.filter(({ dialog }) => !dialogs.includes(dialog));
  const opened = dialogs.filter(dialog => !stack.some(known => known.dialog === dialog));
  if (closed.length > 0 || opened.length > 0) {
    const opener = isThere(pressed) ? pressed : document.activeElement; // before it becomes inert
    stack = [...stack.filter(known => !closed.includes(known)), ...opened.map(dialog => ({ dialog, opener }))];
    document.querySelectorAll(page).forEach(element => { element.inert = stack.length > 0; });
    stack.forEach(({ dialog }) => { dialog.inert = dialog !== top(); });
    if (opened.length > 0) enter(top());
    else leave(closed[0]);
  }
  // what had the focus inside was taken away; the keys still belong to the dialog
  if (top() && isLost()) enter(top());
}).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['disabled'] });

// a list that is open inside the dialog takes Escape for itself and lets nothing through
document.addEventListener('keydown', event => {
  if (event.key === 'Escape' && !event.isComposing && !event.defaultPrevented) top()?.querySelector('[data-dismiss]')?.click();
});

for (const kind of ['keydown', 'pointerdown']) document.addEventListener(kind, () => { pressed = undefined; }, true);
document.addEventListener('click', ({ target }) => { pressed = target.closest?.('button, a[href], [tabindex]'); }, true);
