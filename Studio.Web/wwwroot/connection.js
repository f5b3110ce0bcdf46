// While the line to the server is cut a page says so where it would be clicked, keeps what is typed, and sends it when the line is back.
const root = document.documentElement;
const notice = document.getElementById('components-reconnect-modal');
const key = 'studio.unsent';
let unsent = load();

function load() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(key));
    return kept?.path === location.pathname ? kept.fields : {};
  } catch {
    return {}; // storage is switched off, or holds nothing of ours
  }
}

function save() {
  try {
    if (Object.keys(unsent).length === 0) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, JSON.stringify({ path: location.pathname, fields: unsent }));
  } catch {
    // full or switched off
  }
}

// Generate keeps its form itself; a secret is not written down.
const isKept = field => field.id && field.matches('input:not([type=password], [type=file], [autocomplete$=password]), textarea') && !field.closest('[data-generate]');

document.addEventListener('input', ({ target }) => {
  if (!root.hasAttribute('data-offline') || !isKept(target)) return;
  unsent[target.id] = target.type === 'checkbox' ? target.checked : target.value;
  save();
}, true);

// As if it were typed now. What is not on the page any more is let go.
function send() {
  for (const [id, value] of Object.entries(unsent)) {
    const field = document.getElementById(id);
    if (!field || !isKept(field)) continue;
    if (field.type === 'checkbox') field.checked = value;
    else field.value = value;
    for (const kind of ['input', 'change']) field.dispatchEvent(new Event(kind, { bubbles: true }));
  }
  unsent = {};
  save();
}

// The words of the bar, also for whoever stands on a button that can do nothing now.
const words = () => [...notice.querySelectorAll('[data-words]')].find(part => part.checkVisibility())?.textContent ?? '';

function tell(isOffline) {
  root.toggleAttribute('data-offline', isOffline);
  const text = isOffline ? words() : '';
  document.querySelectorAll('[data-offline-words]').forEach(place => { place.textContent = text; });
  // a list is opened by the server, as a button is answered by it
  for (const button of document.querySelectorAll('button[data-once], form[data-once] [type=submit], [role=combobox]')) {
    if (isOffline) {
      button.setAttribute('aria-disabled', 'true');
      button.setAttribute('aria-description', text);
    } else {
      button.removeAttribute('aria-disabled');
      button.removeAttribute('aria-description');
    }
  }
}

if (notice) {
  new MutationObserver(() => {
    const was = root.hasAttribute('data-offline');
    const has = state => notice.classList.contains(`components-reconnect-${state}`);
    const isOffline = ['show', 'failed', 'rejected', 'paused', 'resume-failed'].some(has);
    if (isOffline || was) tell(isOffline);
    // After a restart the old circuit is gone for good: reload by itself instead of asking.
    if (has('rejected')) location.reload();
    if (!was || isOffline) return;
    document.dispatchEvent(new Event('studio:online'));
    send();
  }).observe(notice, { attributes: true, attributeFilter: ['class'] });
}

// after such a reload, once the page listens
if (Object.keys(unsent).length > 0) {
  const live = new MutationObserver(() => {
    if (!document.querySelector('[data-live]')) return;
    live.disconnect();
    requestAnimationFrame(send);
  });
  live.observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-live'] });
}
