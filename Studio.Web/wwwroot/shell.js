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
  }
});

// After a restart the old circuit is gone for good: reload by itself instead of asking.
const notice = document.getElementById('components-reconnect-modal');
if (notice) {
  new MutationObserver(() => {
    if (notice.classList.contains('components-reconnect-rejected')) location.reload();
  }).observe(notice, { attributes: true, attributeFilter: ['class'] });
}
