// How many pictures stand in a row: by the width of the window and the size that the slider asks for, which the browser remembers.
const key = 'studio.gallery.tile';
let observer;
let watched;
let told = '';
let page;

function kept() {
  try { return Number(localStorage.getItem(key)) || 200; } catch { return 200; }
}

function tell() {
  if (!watched?.isConnected) return;
  const gap = parseFloat(getComputedStyle(watched).rowGap) || 12;
  const width = watched.clientWidth;
  const columns = Math.max(width < 500 ? 2 : 1, Math.floor((width + gap) / (kept() + gap)));
  const row = (width - gap * (columns - 1)) / columns + gap;
  const now = `${columns} ${row.toFixed(1)}`;
  if (width === 0 || now === told) return;
  told = now;
  page.invokeMethodAsync('Measured', columns, row);
}

function attachSlider() {
  const slider = document.querySelector('[data-tile-size]');
  if (!slider || slider.dataset.attached) return;
  slider.dataset.attached = 'true';
  slider.value = kept();
  slider.addEventListener('input', () => {
    try { localStorage.setItem(key, slider.value); } catch { /* full or switched off */ }
    tell();
  });
}

export function measure(grid, to) {
  page = to;
  attachSlider();
  if (grid === watched) return;
  observer?.disconnect();
  watched = grid;
  told = '';
  observer = new ResizeObserver(tell);
  observer.observe(grid);
  tell();
}
