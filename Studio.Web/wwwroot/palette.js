// Ctrl+K opens the palette and "?" the list of keys, from anywhere but where one writes; buttons that the palette names are pressed here.
const writes = target => target instanceof Element && target.closest('textarea, select, [contenteditable], [role=combobox], input:not([type=checkbox], [type=radio], [type=range], [type=file])');
const press = selector => document.querySelector(selector)?.click();

window.studioPress = press;

document.addEventListener('keydown', event => {
  if (event.isComposing || event.altKey || document.documentElement.hasAttribute('data-offline')) return;
  const isPalette = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === 'k';
  const isHelp = event.key === '?' && !event.ctrlKey && !event.metaKey && !writes(event.target);
  if (!(isPalette || isHelp) || !document.querySelector('[data-open-palette]')) return;
  event.preventDefault();
  if (document.querySelector('.mud-dialog-container')) return; // one at a time
  press(isPalette ? '[data-open-palette]' : '[data-open-shortcuts]');
});

// the arrows move the mark, not the caret
document.addEventListener('keydown', event => {
  if (event.target instanceof Element && event.target.matches('[data-palette-input]') && ['ArrowUp', 'ArrowDown'].includes(event.key)) event.preventDefault();
}, true);

new MutationObserver(() => document.querySelector('#palette-list [aria-selected=true]')?.scrollIntoView({ block: 'nearest' }))
  .observe(document, { subtree: true, attributes: true, attributeFilter: ['aria-activedescendant'] });
