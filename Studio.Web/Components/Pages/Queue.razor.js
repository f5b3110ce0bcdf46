// A waiting job is dragged to the place of another.
let page;
let dragged;

const rowOf = target => target instanceof Element ? target.closest('[data-job]') : null;

function onOver(event) {
  const row = rowOf(event.target);
  if (!dragged || !row) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = 'move';
  for (const other of document.querySelectorAll('.is-target')) other.classList.toggle('is-target', other === row);
  row.classList.add('is-target');
}

function end() {
  dragged = null;
  for (const row of document.querySelectorAll('.is-target')) row.classList.remove('is-target');
}

function onDrop(event) {
  const row = rowOf(event.target);
  if (!dragged || !row) return;
  event.preventDefault();
  event.stopPropagation();
  if (row.dataset.job !== dragged) page.invokeMethodAsync('Dragged', dragged, row.dataset.job);
  end();
}

export function attach(to) {
  page = to;
  const line = document.querySelector('.queue-line');
  line.addEventListener('dragstart', event => {
    dragged = rowOf(event.target)?.dataset.job;
    event.dataTransfer.setData('text/plain', dragged ?? '');
  });
  line.addEventListener('dragover', onOver);
  line.addEventListener('drop', onDrop);
  line.addEventListener('dragend', end);
}
