// What the browser does for the form: Ctrl+Enter, hearing of a prompt before it is left, which sections are open, and looking at the right field.
const sectionsKey = 'studio.generate.sections';
const pause = 400;
let timer;

const form = () => document.querySelector('form[data-generate]');
const isText = ({ type, role }) => type === 'textarea' || (['text', 'number'].includes(type) && role !== 'combobox');

// Blazor hears of a change when a field is left; a pause in typing counts as well, so that the server's draft is not far behind.
const tell = element => element.dispatchEvent(new Event('change', { bubbles: true }));

function onInput({ target }) {
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

function keptSections() {
  try { return JSON.parse(localStorage.getItem(sectionsKey)) ?? {}; } catch { return {}; }
}

function onToggle({ target }) {
  if (!target.dataset.section) return;
  try {
    localStorage.setItem(sectionsKey, JSON.stringify({ ...keptSections(), [target.dataset.section]: target.open }));
  } catch {
    // full or switched off
  }
}

function restoreSections() {
  const kept = keptSections();
  for (const section of form().querySelectorAll('[data-section]')) section.open = kept[section.dataset.section] ?? section.open;
}

export function attach() {
  restoreSections();
  form().addEventListener('toggle', onToggle, true);
  form().addEventListener('input', onInput);
  form().addEventListener('focusout', () => clearTimeout(timer)); // leaving a field tells of it by itself; later it would be told of again
  for (const kind of ['keydown', 'keyup']) form().addEventListener(kind, onKey, true); // before the lists: sending is no choosing
  form().addEventListener('click', onClick);
  new ResizeObserver(measureFoot).observe(form().querySelector('.generate-foot'));
}

// after the render that shows the mistakes
export function showError() {
  requestAnimationFrame(() => {
    const field = form()?.querySelector('.field.invalid :is(input:not([type=range]), textarea)');
    const wrong = field ?? form()?.querySelector('.field.invalid, [role=alert]');
    for (let at = wrong?.closest('details'); at; at = at.parentElement.closest('details')) at.open = true;
    field?.focus({ preventScroll: true });
    wrong?.scrollIntoView({ block: 'center', behavior: 'smooth' });
  });
}
