// The canvas of the graph editor: it draws a graph, lets somebody change it, and tells the page when something is different.
import { LGraph, LGraphCanvas, LiteGraph } from '/lib/litegraph.es.js';
import { acts } from '/graph-acts.js';
import { dress, forgetPictures, showPicture, showState } from '/graph-look.js';
import { register, registerMissing } from '/graph-nodes.js';
import { join, watch } from '/graph-watch.js';

const textOf = async stream => new TextDecoder().decode(await stream.arrayBuffer());

export function canDraw(canvas) {
  return canvas.getContext('2d') !== null;
}

export async function open(canvas, page, nodes) {
  const descriptions = JSON.parse(await textOf(nodes));
  return new Editor(canvas, page, descriptions);
}

class Editor {
  #leaving = new AbortController();
  last = ''; // what was written last
  #version = 0.4;

  constructor(canvas, page, descriptions) {
    Object.assign(this, { canvas, page });
    Object.assign(LiteGraph, { release_link_on_empty_shows_menu: false, saveViewportWithGraph: false, dialog_close_on_mouse_leave: false });
    register(descriptions, (node, name, value) => {
      this.last = this.text();
      this.tell('WidgetChanged', String(node.id), name, value);
    });
    this.graph = new LGraph();
    this.view = new LGraphCanvas(canvas, this.graph);
    dress(this.view);
    // a value is typed into the panel's field, a menu is the panel's buttons
    this.view.prompt = () => document.querySelector('.node-panel .stack :is(input, textarea)')?.focus();
    this.view.processContextMenu = () => {};
    this.view.showLinkMenu = () => false;
    watch(this, this.#leaving.signal);
  }

  async load(stream, isFirst) {
    const file = JSON.parse(await textOf(stream));
    this.#version = file.version ?? 0.4;
    registerMissing(file);
    if (isFirst) forgetPictures();
    this.view.deselectAll();
    this.graph.clear();
    this.graph.configure(file);
    this.last = this.text();
    this.tell('Selected', []);
    if (isFirst) requestAnimationFrame(() => this.open());
    this.redraw();
  }

  /** The graph as the library writes it, without what is only seen. */
  text() {
    const written = this.#version >= 1 ? this.graph.asSerialisable() : this.graph.serialize();
    if (written.extra) delete written.extra.ds;
    return JSON.stringify(written);
  }

  write() {
    this.last = this.text();
    return new Blob([this.last]);
  }

  tell(what, ...about) {
    if (!this.#leaving.signal.aborted) this.page.invokeMethodAsync(what, ...about).catch(() => {});
  }

  add(type, x, y) {
    const node = LiteGraph.createNode(type);
    if (!node) return;
    const [left, top, width, height] = this.view.visible_area;
    node.pos = x == null ? [left + width / 2 - 120, top + height / 2 - 60] : [x, y];
    this.graph.add(node);
    join(this, node);
    this.view.selectItems([node]);
    this.redraw();
  }

  setWidget(id, name, value) {
    const widget = this.graph._nodes.find(other => String(other.id) === id)?.widgets?.find(other => other.name === name);
    if (widget) widget.value = value;
    this.last = this.text();
    this.redraw();
  }

  progress(now) {
    showState(now);
    if (now.preview) showPicture(now.previewOf, now.preview, () => this.redraw());
    this.redraw();
  }

  result(node, address) {
    showPicture(node, address, () => this.redraw());
  }

  close() {
    this.#leaving.abort();
    this.view.stopRendering();
    this.view.unbindEvents();
  }

  redraw() {
    this.view.setDirty(true, true);
  }
}

// each act is a method of its own: mute, bypass, collapse, group, duplicate, remove, fit, open, zoom, show
for (const [name, act] of Object.entries(acts)) {
  Editor.prototype[name] = function (...about) {
    act(this.view, ...about);
    this.redraw();
    this.changed();
  };
}
