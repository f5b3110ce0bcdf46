// The few things that must work on every page, with or without a circuit. Delegated, because Blazor replaces elements.
const root = document.documentElement;

const isDark = () =>
  root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;

document.addEventListener('click', event => {
  const target = event.target instanceof Element ? event.target : null;
  if (target?.closest('[data-theme-toggle]')) {
    root.dataset.theme = isDark() ? 'light' : 'dark';
    // a cookie, not local storage: the server writes the theme into the first byte of the next page
    document.cookie = `theme=${root.dataset.theme}; path=/; max-age=31536000; samesite=lax`;
  } else if (target?.closest('[data-reload]')) {
    location.reload();
  } else if (target?.closest('[data-copy]')) {
    copy(target.closest('[data-copy]'));
  } else if (target?.closest('[data-submit]')) {
    event.preventDefault(); // a link, so that the keyboard presses it as any other in its menu
    document.getElementById(target.closest('[data-submit]').dataset.submit).requestSubmit();
  }
});

document.addEventListener('change', event => {
  const choice = event.target instanceof Element ? event.target.closest('[data-language]') : null;
  if (!choice) return;
  // as the theme; until somebody chooses, the browser's languages decide
  document.cookie = `language=${choice.value}; path=/; max-age=31536000; samesite=lax`;
  location.reload();
});

async function copy(button) {
  const field = document.getElementById(button.dataset.copy);
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    // plain http has no clipboard, or it was not allowed: the text is selected, and the old way may work
    if (!document.execCommand('copy')) return;
  }
  button.dataset.copied = '';
  setTimeout(() => delete button.dataset.copied, 2500);
}

// A form that a circuit does not answer, such as signing in, is sent once: the answer is another page.
document.addEventListener('submit', event => {
  const form = event.target;
  if (form.method !== 'post' || form.matches('[data-once]')) return;
  if (form.dataset.sent !== undefined) event.preventDefault();
  form.dataset.sent = '';
  for (const button of form.querySelectorAll('[type=submit]')) button.setAttribute('aria-disabled', 'true');
});

// back again, from the browser's memory
addEventListener('pageshow', event => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll('form[data-sent]')) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll('[type=submit]')) button.removeAttribute('aria-disabled');
  }
});
