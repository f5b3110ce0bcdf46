// What the browser keeps of the Generate page: the draft.
// It is written here at each keystroke and not by way of the server, so that nothing is lost while the server is away. Of two open tabs the
// one that wrote last is what the next visit finds.
const key = 'studio.generate';
const unsent = new Map(); // name → the field and its text, until the server's own draft has it
let draft = {}; // as the server knows it

function onInput({ target }) {
  const field = document.getElementById(target.dataset.mirror ?? target.id) ?? target;
  if (field !== target) field.value = target.value;
  if (!field.name) return;
  unsent.set(field.name, { field, text: field.value });
  save();
}

export function attach() {
  unsent.clear();
  document.querySelector('form[data-generate]').addEventListener('input', onInput);
}

// What was typed while the line was cut has not been heard; what the server had on its way then may have put an older value into the field.
document.addEventListener('studio:online', () => unsent.forEach(({ field, text }) => {
  field.value = text;
  field.dispatchEvent(new Event('change', { bubbles: true }));
}));

// "Loras.0.Weight": where in a draft that is, and its last name there.
function placeOf(whole, name) {
  const path = name.split('.');
  return [path.slice(0, -1).reduce((part, key) => part?.[key], whole), path.at(-1)];
}

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
    const [owner, last] = placeOf(draft, name);
    if (owner?.[last] === text.trim() || owner?.[last] === text || (field.value !== text && !isOffline)) unsent.delete(name);
  }
  save();
}

function save() {
  const now = structuredClone(draft);
  for (const [name, { text }] of unsent) {
    const [owner, last] = placeOf(now, name);
    if (owner) owner[last] = text;
    if (name === 'Seed') now.RandomSeed = text.trim() === '';
  }
  try {
    localStorage.setItem(key, JSON.stringify(now));
  } catch {
    // full or switched off
  }
}

export function showStage() {
  const stage = document.querySelector('.stage');
  if (stage && stage.getBoundingClientRect().top < 0) stage.scrollIntoView({ block: 'start', behavior: 'smooth' });
}
