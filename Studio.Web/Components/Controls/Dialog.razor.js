export function open(dialog) {
  if (!dialog || dialog.open) return;
  dialog.showModal();
  // the backdrop belongs to the dialog element itself; whatever is inside it has a box of its own
  dialog.addEventListener('click', event => {
    if (event.target === dialog) dialog.close();
  });
}

export function close(dialog) {
  dialog?.close();
}
