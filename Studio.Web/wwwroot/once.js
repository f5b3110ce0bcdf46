// A form or button with data-once is asked once: nothing more goes to the server until its number changes, which is how an answer shows.
// On a slow line the server cannot tell a second click from a new wish; here it can be told.
const doubleClick = 400; // milliseconds
const near = 8; // pixels
let asked = new WeakMap();
let last = { at: -Infinity, x: 0, y: 0 };

function stop(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
}

function ask(element) {
  if (asked.get(element) === element.dataset.once) return false;
  asked.set(element, element.dataset.once);
  show(element, true);
  return true;
}

function show(element, busy) {
  element.toggleAttribute('data-sending', busy);
  if (busy) element.setAttribute('aria-busy', 'true');
  else element.removeAttribute('aria-busy');
}

// Also where another button has come under the pointer meanwhile: the next row's, or the opposite of the one just pressed.
function isDoubleClick({ detail, timeStamp, clientX, clientY }) {
  if (detail === 0) return false; // by keyboard or script
  const second = detail > 1 || (timeStamp - last.at < doubleClick && Math.hypot(clientX - last.x, clientY - last.y) < near);
  last = { at: timeStamp, x: clientX, y: clientY };
  return second;
}

window.addEventListener('click', event => {
  const button = event.target instanceof Element ? event.target.closest('button') : null;
  const element = button?.closest('[data-once]');
  if (!element || (element !== button && button.type !== 'submit')) return;
  if (button.getAttribute('aria-disabled') === 'true' || isDoubleClick(event)) stop(event);
  else if (element === button && !ask(element)) stop(event);
}, true);

window.addEventListener('submit', event => {
  const form = event.target;
  if (!form.matches('[data-once]')) return;
  if (form.querySelector('[type=submit]')?.getAttribute('aria-disabled') === 'true' || !ask(form)) stop(event);
}, true);

// a key that is held down is one wish, except where it writes; and Enter in a list chooses, also before the list listens
window.addEventListener('keydown', event => {
  if (event.key === 'Enter' && event.target.role === 'combobox') event.preventDefault();
  if (!event.repeat || !['Enter', ' '].includes(event.key) || !event.target.closest?.('[data-once]')) return;
  const sends = event.target instanceof HTMLButtonElement || (event.key === 'Enter' && (event.ctrlKey || event.metaKey || event.target instanceof HTMLInputElement));
  if (sends) stop(event);
}, true);

new MutationObserver(changes => changes.forEach(({ target }) => show(target, false)))
  .observe(document, { subtree: true, attributes: true, attributeFilter: ['data-once'] });

// what was on its way when the line broke is not answered any more
document.addEventListener('studio:online', () => {
  asked = new WeakMap();
  document.querySelectorAll('[data-sending]').forEach(element => show(element, false));
});
