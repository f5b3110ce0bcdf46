// What is dropped or pasted on a page goes to its field for files (data-drop), wherever it falls. Where there is none it is caught all the
// same: a browser opens what nobody takes, and the page with everything on it would be gone.
const hintTime = 6000; // milliseconds
const words = document.getElementById('drop-script').dataset; // in the language of the page
let isOwn = false; // something of this page is being dragged

const field = () => document.querySelector('[data-drop] input[type=file]');
const isFile = event => event.dataTransfer?.types.includes('Files') ?? false;
const isAddress = event => event.dataTransfer?.types.includes('text/uri-list') ?? false;
const takesItself = target => target instanceof HTMLInputElement && target.type === 'file';
const writes = target => target instanceof Element && target.closest('textarea, input:not([type=file]), [contenteditable]');

function hint(text) {
  let box = document.querySelector('.toasts');
  if (!box) {
    box = document.createElement('div');
    box.className = 'toasts';
    box.setAttribute('role', 'status');
    document.body.append(box);
  }
  const line = document.createElement('p');
  line.className = 'toast';
  line.textContent = text;
  box.replaceChildren(line);
  setTimeout(() => line.remove(), hintTime);
}

function take(files) {
  const input = field();
  if (document.documentElement.hasAttribute('data-offline')) hint(words.whenOffline);
  else if (!input) hint(words.whenEarly);
  else if (input.disabled) hint(words.whenBusy);
  else {
    const chosen = new DataTransfer();
    for (const file of files) chosen.items.add(file);
    input.files = chosen.files;
    input.dispatchEvent(new Event('change', { bubbles: true }));
  }
}

document.addEventListener('dragstart', () => { isOwn = true; });
document.addEventListener('dragend', () => { isOwn = false; });

document.addEventListener('dragover', event => {
  if (takesItself(event.target) || !(isFile(event) || (isAddress(event) && !writes(event.target)))) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = isFile(event) && !isOwn ? 'copy' : 'none';
});

document.addEventListener('drop', event => {
  if (takesItself(event.target) || !(isFile(event) || (isAddress(event) && !writes(event.target)))) return;
  event.preventDefault();
  if (event.dataTransfer.files.length > 0 && !isOwn) take(event.dataTransfer.files);
});

document.addEventListener('paste', event => {
  const files = [...(event.clipboardData?.files ?? [])].filter(file => file.type.startsWith('image/'));
  // words copied with a picture of them are meant as words where one writes
  if (files.length === 0 || !field() || (writes(event.target) && event.clipboardData.types.includes('text/plain'))) return;
  event.preventDefault();
  take(files);
});
