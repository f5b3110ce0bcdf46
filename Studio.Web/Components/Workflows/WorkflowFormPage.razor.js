// What was typed into a workflow's form, kept in the browser for the next visit; Ctrl+Enter runs it.
const key = id => `studio.workflow.${id}`;

export function attach() {
  const form = document.querySelector('[data-workflow-form]');
  form?.addEventListener('keydown', event => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    document.activeElement?.dispatchEvent(new Event('change', { bubbles: true }));
    form.requestSubmit();
  });
}

export function read(id) {
  try {
    const kept = localStorage.getItem(key(id));
    return kept && kept.length < 400_000 ? kept : null; // longer would cut the line to the server
  } catch {
    return null;
  }
}

export function write(id, json) {
  try {
    localStorage.setItem(key(id), json);
  } catch {
    // full or switched off: everything else works
  }
}

export function showError() {
  const wrong = document.querySelector('[data-workflow-form] [aria-invalid=true], [data-workflow-form] [role=alert]');
  wrong?.scrollIntoView({ block: 'center' });
  if (wrong?.matches('[aria-invalid]')) wrong.focus();
}

export function showResult() {
  const result = document.querySelector('.workflow-results');
  if (result && result.getBoundingClientRect().top > innerHeight - 120) result.scrollIntoView({ block: 'start', behavior: 'smooth' });
}
