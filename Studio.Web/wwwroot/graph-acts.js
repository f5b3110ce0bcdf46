// What is done to a graph and its chosen nodes, by buttons and keys.
import { createBounds, LGraphGroup } from '/lib/litegraph.es.js';

const legible = 0.8; // of full size
const telling = 0.5; // what the nodes are can be read

const chosen = view => Object.values(view.selected_nodes ?? {});

// a second time takes it back
function setMode(view, mode) {
  const nodes = chosen(view);
  const isSet = nodes.every(node => node.mode === mode);
  for (const node of nodes) node.mode = isSet ? 0 : mode;
}

export const acts = {
  mute: view => setMode(view, 2),
  bypass: view => setMode(view, 4),
  collapse: view => chosen(view).forEach(node => node.collapse()),
  group(view) {
    if (view.selectedItems.size === 0) return;
    const group = new LGraphGroup(view.canvas.dataset.groupTitle);
    group.resizeTo(view.selectedItems, 20);
    view.graph.add(group);
  },
  duplicate(view) {
    view.copyToClipboard();
    const [first] = chosen(view);
    view.pasteFromClipboard(first ? { position: [first.pos[0] + 40, first.pos[1] + 40] } : {});
  },
  remove: view => view.deleteSelected(),
  fit(view) {
    const bounds = createBounds(view.graph._nodes);
    if (bounds) view.ds.fitToBounds(bounds, { zoom: 0.85 });
  },
  /** The first sight: all of it, or where it begins when all would be too small to be read. */
  open(view) {
    acts.fit(view);
    const bounds = createBounds(view.graph._nodes);
    if (!bounds || view.ds.scale >= telling) return;
    const [x, y, , height] = bounds;
    view.ds.scale = telling;
    view.ds.offset[0] = 40 / telling - x;
    view.ds.offset[1] = view.canvas.clientHeight / 2 / telling - (y + height / 2);
  },
  zoom: (view, by) => view.ds.changeScale(view.ds.scale * by, [view.canvas.clientWidth / 2, view.canvas.clientHeight / 2]),
  show(view, id) {
    const node = view.graph._nodes.find(other => String(other.id) === id);
    if (!node) return;
    view.selectItems([node]);
    if (view.ds.scale < legible) view.ds.changeScale(legible, [view.canvas.clientWidth / 2, view.canvas.clientHeight / 2]);
    view.centerOnNode(node);
  },
};

const keys = {
  'ctrl+m': 'mute', 'ctrl+b': 'bypass', 'alt+c': 'collapse', 'ctrl+g': 'group',
  'ctrl+z': 'undo', 'ctrl+y': 'redo', 'ctrl+shift+z': 'redo', 'ctrl+s': 'save', 'ctrl+enter': 'run',
};

/** The name of what a key asks for; undefined for other keys. */
export function actOf(event) {
  const parts = [event.ctrlKey || event.metaKey ? 'ctrl' : '', event.altKey ? 'alt' : '', event.shiftKey ? 'shift' : '', event.key.toLowerCase()];
  return keys[parts.filter(Boolean).join('+')];
}
