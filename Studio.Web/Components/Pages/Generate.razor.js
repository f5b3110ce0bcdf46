// What the browser keeps and does for the Generate page: the draft between visits, Ctrl+Enter, and looking at the right place.
const key = 'studio.generate';
const pause = 400;
let timer;

const form = () => document.querySelector('form[data-generate]');
const isText = element => element instanceof HTMLTextAreaElement || (element instanceof HTMLInputElement && ['text', 'number'].includes(element.type));

// Blazor hears of a change when a field is left; a pause in typing counts as well, so that a reload loses nothing.
const tell = element => element.dispatchEvent(new Event('change', { bubbles: true }));

function onInput({ target }) {
  if (target.dataset.mirror) document.getElementById(target.dataset.mirror).value = target.value;
  clearTimeout(timer);
  if (target instanceof HTMLTextAreaElement) timer = setTimeout(() => tell(target), pause);
}

function onKey(event) {
  if (event.key !== 'Enter' || event.isComposing) return;
  const wants = event.ctrlKey || event.metaKey;
  if (event.target instanceof HTMLTextAreaElement && !wants) return;
  if (!wants && !isText(event.target)) return;
  event.preventDefault();
  clearTimeout(timer);
  if (isText(event.target)) tell(event.target);
  if (wants) form().requestSubmit();
}

export function attach() {
  form().addEventListener('input', onInput);
  form().addEventListener('keydown', onKey);
}

export function read() {
  try {
    const draft = localStorage.getItem(key);
    // longer than a message to the server may be: it would cut the line, at every visit
    return draft && draft.length < 400_000 ? draft : null;
  } catch {
    return null; // storage is switched off: nothing is kept, everything else works
  }
}

export function write(draft) {
  try {
    localStorage.setItem(key, draft);
  } catch {
    // full or switched off
  }
}

// after the render that shows the mistakes
export function showError() {
  requestAnimationFrame(() => {
    const field = form()?.querySelector('.field.invalid :is(input:not([type=range]), select, textarea)');
    field?.focus({ preventScroll: true });
    (field ?? form()?.querySelector('[role=alert]'))?.scrollIntoView({ block: 'center', behavior: 'smooth' });
  });
}

export function showStage() {
  const stage = document.querySelector('.stage');
  if (stage && stage.getBoundingClientRect().top < 0) stage.scrollIntoView({ block: 'start', behavior: 'smooth' });
}
