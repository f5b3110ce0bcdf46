// A picture of the gallery is dragged onto a board.
const type = 'text/x-studio-picture';
let bar;

const boardUnder = event => event.dataTransfer?.types.includes(type) ? event.target.closest?.('[data-board]') : null;

function mark(board) {
  for (const other of document.querySelectorAll('[data-board].is-over')) if (other !== board) other.classList.remove('is-over');
  board?.classList.add('is-over');
}

document.addEventListener('dragstart', event => {
  const tile = event.target.closest?.('[data-tile]');
  if (tile) event.dataTransfer.setData(type, tile.dataset.tile);
});

document.addEventListener('dragover', event => {
  const board = boardUnder(event);
  mark(board);
  if (!board) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = 'copy';
});

document.addEventListener('drop', event => {
  const board = boardUnder(event);
  mark(null);
  if (!board) return;
  event.preventDefault();
  bar?.invokeMethodAsync('Dropped', Number(event.dataTransfer.getData(type)), board.dataset.board);
});

document.addEventListener('dragend', () => mark(null));

export function listen(to) {
  bar = to;
}
