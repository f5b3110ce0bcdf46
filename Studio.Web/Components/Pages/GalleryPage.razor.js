// Near its end the grid grows by itself; the button stays for the keyboard.
let observer;
let watched;

export function watchEnd() {
  const button = document.querySelector('[data-more]');
  if (button === watched) return;
  observer?.disconnect();
  watched = button;
  if (!button) return;
  observer = new IntersectionObserver(entries => {
    if (entries.some(entry => entry.isIntersecting)) button.click();
  }, { rootMargin: '600px' });
  observer.observe(button);
}
