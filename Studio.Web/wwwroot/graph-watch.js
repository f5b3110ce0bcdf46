// What somebody does on the graph's canvas, told to the page: a change, a choice, a wish for a new node, a key.
import { actOf, acts } from '/graph-acts.js';

const pause = 250; // milliseconds without a further change
const told = new Set(['undo', 'redo', 'save', 'run']);

function whatIsLoose(detail) {
  const [link] = detail.linkReleaseContext?.links ?? [];
  if (!link) return null;
  const isFromOutput = Boolean(link.output);
  return { node: link.node, slot: link.slot, isFromOutput, type: String((link.output ?? link.input)?.type ?? '') };
}

function askForNode(editor, { originalEvent, ...detail }) {
  const loose = whatIsLoose(detail);
  editor.loose = loose;
  const at = { x: originalEvent?.canvasX ?? null, y: originalEvent?.canvasY ?? null, type: loose?.type || null, isInput: loose?.isFromOutput ?? false };
  editor.tell('AskAdd', at);
}

/** A new node takes the loose end that it was asked for with. */
export function join(editor, node) {
  const loose = editor.loose;
  editor.loose = null;
  if (!loose) return;
  if (loose.isFromOutput) loose.node.connectByType(loose.slot, node, loose.type);
  else loose.node.connectByTypeOutput(loose.slot, node, loose.type);
}

function onKey(editor, event) {
  const act = actOf(event);
  if (!act) return;
  event.preventDefault();
  event.stopPropagation();
  if (told.has(act)) editor.tell('Key', act);
  else acts[act](editor.view);
  editor.redraw();
  editor.changed();
}

export function watch(editor, signal) {
  const { canvas, view } = editor;
  let timer;
  let chosen = '';
  editor.changed = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const ids = Object.values(view.selected_nodes ?? {}).map(node => String(node.id));
      if (ids.join() !== chosen) editor.tell('Selected', ids);
      chosen = ids.join();
      if (editor.text() !== editor.last) editor.tell('Changed');
    }, pause);
  };
  const resize = new ResizeObserver(([{ contentRect }]) => {
    view.resize(Math.round(contentRect.width), Math.round(contentRect.height));
    editor.redraw();
  });
  resize.observe(canvas.parentElement);
  signal.addEventListener('abort', () => { clearTimeout(timer); resize.disconnect(); });
  view.onSelectionChange = editor.changed;
  canvas.addEventListener('keydown', event => onKey(editor, event), { signal, capture: true });
  for (const name of ['pointerup', 'keyup']) addEventListener(name, editor.changed, { signal });
  canvas.addEventListener('litegraph:canvas', ({ detail }) => {
    if (detail.subType === 'empty-double-click' || detail.subType === 'empty-release') askForNode(editor, detail);
    else if (detail.subType === 'after-change') editor.changed();
  }, { signal });
}
