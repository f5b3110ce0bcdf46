// What the browser keeps and does for the Generate page: the draft, Ctrl+Enter, and looking at the right place.
// The draft is written here at each keystroke and not by way of the server, so that nothing is lost while the server is away. Of two open tabs
// the one that wrote last is what the next visit finds.
const key = 'studio.generate';
const pause = 400;
const unsent = new Map(); // name → the field and its text, until the server's own draft has it
let draft = {}; // as the server knows it
let timer;

const form = () => document.querySelector('form[data-generate]');
const isText = ({ type, role }) => type === 'textarea' || (['text', 'number'].includes(type) && role !== 'combobox');

// Blazor hears of a change when a field is left; a pause in typing counts as well, so that the server's draft is not far behind.
const tell = element => element.dispatchEvent(new Event('change', { bubbles: true }));

function onInput({ target }) {
  const field = document.getElementById(target.dataset.mirror ?? target.id) ?? target;
  if (field !== target) field.value = target.value;
  if (field.name) {
    unsent.set(field.name, { field, text: field.value });
    save();
  }
  clearTimeout(timer);
  if (target instanceof HTMLTextAreaElement) timer = setTimeout(() => tell(target), pause);
}

function onKey(event) {
  if (event.key !== 'Enter' || event.isComposing) return;
  const wants = event.ctrlKey || event.metaKey;
  if (!wants && (event.target instanceof HTMLTextAreaElement || !isText(event.target))) return;
  event.preventDefault();
  if (wants) event.stopPropagation();
  if (event.type === 'keyup') return;
  clearTimeout(timer);
  if (isText(event.target)) tell(event.target);
  if (wants) submit(event.shiftKey);
}

// Shift asks for the front of the line, where there is a line to pass.
function submit(isFront) {
  const front = form().querySelector('[data-front]');
  if (isFront && front) front.click();
  else form().requestSubmit();
}

function onClick(event) {
  if (!event.shiftKey || !event.target.closest('[type=submit]')) return;
  event.preventDefault();
  submit(true);
}

// The foot lies over the end of the page: a field that gets the focus is scrolled to above it.
function measureFoot() {
  const foot = form()?.querySelector('.generate-foot');
  if (foot) document.documentElement.style.setProperty('--foot', `${foot.offsetHeight + (parseFloat(getComputedStyle(foot).bottom) || 0)}px`);
}

export function attach() {
  unsent.clear();
  form().addEventListener('input', onInput);
  for (const kind of ['keydown', 'keyup']) form().addEventListener(kind, onKey, true); // before the lists: sending is no choosing
  form().addEventListener('click', onClick);
  new ResizeObserver(measureFoot).observe(form().querySelector('.generate-foot'));
}

// What was typed while the line was cut has not been heard; what the server had on its way then may have put an older value into the field.
document.addEventListener('studio:online', () => unsent.forEach(({ field, text }) => { field.value = text; tell(field); }));

function parse(json) {
  try { return JSON.parse(json); } catch { return null; }
}

export function read(fresh) {
  draft = parse(fresh);
  try {
    const kept = localStorage.getItem(key);
    // longer than a message to the server may be: it would cut the line, at every visit
    if (!kept || kept.length >= 400_000) return null;
    draft = parse(kept) ?? draft;
    return kept;
  } catch {
    return null; // storage is switched off: nothing is kept, everything else works
  }
}

export function write(json) {
  draft = parse(json);
  const isOffline = document.documentElement.hasAttribute('data-offline');
  for (const [name, { field, text }] of unsent) {
    if (draft[name] === text.trim() || draft[name] === text || (field.value !== text && !isOffline)) unsent.delete(name);
  }
  save();
}

function save() {
  const now = { ...draft };
  for (const [name, { text }] of unsent) {
    now[name] = text;
    if (name === 'Seed') now.RandomSeed = text.trim() === '';
  }
  try {
    localStorage.setItem(key, JSON.stringify(now));
  } catch {
    // full or switched off
  }
}

// after the render that shows the mistakes
export function showError() {
  requestAnimationFrame(() => {
    const field = form()?.querySelector('.field.invalid :is(input:not([type=range]), textarea)');
    field?.focus({ preventScroll: true });
    (field ?? form()?.querySelector('[role=alert]'))?.scrollIntoView({ block: 'center', behavior: 'smooth' });
  });
}

export function showStage() {
  const stage = document.querySelector('.stage');
  if (stage && stage.getBoundingClientRect().top < 0) stage.scrollIntoView({ block: 'start', behavior: 'smooth' });
}
