// The tools around the sheet: brush and eraser by mouse, pen or finger, over a picture that is moved and enlarged.
import { MaskSheet } from '/mask-sheet.js';
import { MaskView } from '/mask-view.js';

const keys = { b: 'brush', e: 'erase' };
const actions = { i: 'invert', 0: 'fit', 1: 'actual' };

export function open(frame, mask) {
  return new Editor(frame, mask);
}

class Editor {
  #tool = 'brush';
  #pointers = new Map();
  #stroke = null;
  #isSpaceDown = false;
  #leaving = new AbortController();

  constructor(frame, mask) {
    this.frame = frame;
    this.stage = frame.querySelector('[data-stage]');
    this.layers = frame.querySelector('[data-layers]');
    this.cursor = frame.querySelector('[data-cursor]');
    this.size = frame.querySelector('[data-size]');
    this.sheet = new MaskSheet(frame.querySelector('canvas'));
    this.view = new MaskView(this.stage, this.layers);
    this.resized = new ResizeObserver(() => this.view.fit());
    this.#listen();
    this.ready = this.#load(mask);
  }

  close() {
    this.#leaving.abort();
    this.resized.disconnect();
  }

  async isEmpty() {
    await this.ready;
    return this.sheet.isEmpty;
  }

  take() { return this.sheet.take(); }

  async #load(mask) {
    const picture = this.layers.querySelector('img');
    await picture.decode().catch(() => {}); // what cannot be shown has no size, and nothing can be painted over it
    this.sheet.resize(picture.naturalWidth, picture.naturalHeight);
    this.view.show(picture.naturalWidth, picture.naturalHeight);
    this.resized.observe(this.stage);
    if (mask) await this.sheet.begin(mask);
    this.frame.dataset.ready = '';
  }

  #listen() {
    const to = (target, kind, handler, more) => target.addEventListener(kind, handler, { signal: this.#leaving.signal, ...more });
    to(this.frame, 'click', event => this.#click(event));
    to(this.size, 'input', () => this.#moveCursor());
    to(this.stage, 'pointerdown', event => this.#down(event));
    to(this.stage, 'pointermove', event => this.#move(event));
    for (const kind of ['pointerup', 'pointercancel']) to(this.stage, kind, event => this.#up(event));
    to(this.stage, 'pointerleave', () => { this.cursor.hidden = true; });
    to(this.stage, 'wheel', event => this.#wheel(event), { passive: false });
    to(this.stage, 'auxclick', event => event.preventDefault());
    to(document, 'keydown', event => this.#key(event));
    to(document, 'keyup', event => { if (event.key === ' ') this.#isSpaceDown = false; });
  }

  #click({ target }) {
    const tool = target.closest('button[data-tool]')?.dataset.tool, action = target.closest('[data-act]')?.dataset.act;
    if (tool) this.#choose(tool);
    if (action) this.#act(action);
  }

  #choose(tool) {
    this.#tool = this.stage.dataset.tool = tool;
    for (const button of this.frame.querySelectorAll('button[data-tool]')) button.setAttribute('aria-pressed', button.dataset.tool === tool);
    this.#moveCursor();
  }

  #act(action) {
    if (action === 'undo' || action === 'redo') this.sheet[action]();
    else if (action === 'fit' || action === 'actual') this.view[action]();
    else this.sheet.whole(action);
    this.#tell();
  }

  #key(event) {
    if (event.isComposing || event.altKey || event.target.matches('input:not([type=range]), textarea')) return;
    const key = event.key.toLowerCase();
    if (event.ctrlKey || event.metaKey) {
      if (key !== 'z' && key !== 'y') return;
      this.#act(key === 'y' || event.shiftKey ? 'redo' : 'undo');
    } else if (key === ' ' && !event.target.matches('button:not([data-tool])')) this.#isSpaceDown = true;
    else if (key === '[' || key === ']') {
      this.size.stepUp(key === ']' ? 2 : -2);
      this.#moveCursor();
    } else if (keys[key]) this.#choose(keys[key]);
    else if (actions[key]) this.#act(actions[key]);
    else return;
    event.preventDefault();
  }

  // In pixels of the mask: up to a half of its longer side, finer at the small end.
  get #diameter() { return Math.max(1, this.sheet.longerSide * (0.004 + 0.5 * (this.size.value / 100) ** 2)); }

  // Pixels of the mask for one of the picture.
  get #ratio() { return this.sheet.canvas.width / this.view.picture.width; }

  #place(event) {
    const { x, y } = this.view.toPicture(event);
    return { x: x * this.#ratio, y: y * this.#ratio, width: event.pointerType === 'pen' ? Math.max(0.1, 2 * event.pressure) : 1 };
  }

  #down(event) {
    if (!this.view.picture?.width) return;
    event.preventDefault();
    this.stage.setPointerCapture(event.pointerId);
    this.#pointers.set(event.pointerId, event);
    if (this.#pointers.size > 1) {
      if (this.#stroke) this.sheet.drop(this.#stroke); // the first finger of two was no brush
      this.#stroke = null;
    } else if (event.button === 0 && this.#tool !== 'move' && !this.#isSpaceDown) {
      this.#stroke = this.sheet.beginStroke(this.#tool === 'erase', this.#diameter, this.#place(event));
    }
    this.#tell();
  }

  #move(event) {
    this.#moveCursor(event);
    const before = this.#pointers.get(event.pointerId);
    if (!before) return;
    this.#pointers.set(event.pointerId, event);
    if (!this.#stroke) this.view.drag(before, event, [...this.#pointers.values()].find(other => other.pointerId !== event.pointerId));
    else for (const moved of event.getCoalescedEvents?.() ?? [event]) this.sheet.goOn(this.#stroke, this.#place(moved));
  }

  #up(event) {
    this.#pointers.delete(event.pointerId);
    if (this.#pointers.size === 0) this.#stroke = null;
  }

  #wheel(event) {
    event.preventDefault();
    this.view.wheel(event);
    this.#moveCursor(event);
  }

  #moveCursor(event = this.last) {
    this.last = event;
    this.cursor.hidden = !event || event.pointerType === 'touch' || this.#tool === 'move' || !this.view.picture?.width;
    if (this.cursor.hidden) return;
    const box = this.stage.getBoundingClientRect(), side = this.#diameter / this.#ratio * this.view.scale;
    this.cursor.style.width = this.cursor.style.height = `${side}px`;
    this.cursor.style.transform = `translate(${event.clientX - box.x - side / 2}px, ${event.clientY - box.y - side / 2}px)`;
  }

  #tell() {
    this.frame.querySelector('[data-act=undo]').disabled = !this.sheet.canUndo;
    this.frame.querySelector('[data-act=redo]').disabled = !this.sheet.canRedo;
  }
}
