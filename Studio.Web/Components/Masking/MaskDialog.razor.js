// The tools of the mask's dialog: its buttons and keys.
import { MaskBrush } from '/mask-brush.js';
import { MaskSheet } from '/mask-sheet.js';
import { MaskView } from '/mask-view.js';

const tools = { b: 'brush', e: 'erase' };
const actions = { i: 'invert', 0: 'fit', 1: 'actual' };

export function open(frame, mask) {
  return new Editor(frame, mask);
}

class Editor {
  #leaving = new AbortController();

  constructor(frame, mask) {
    const [stage, layers] = ['[data-stage]', '[data-layers]'].map(part => frame.querySelector(part));
    Object.assign(this, { frame, stage, picture: layers.querySelector('img') });
    this.sheet = new MaskSheet(layers.querySelector('canvas'));
    this.view = new MaskView(stage, layers);
    this.brush = new MaskBrush(this.view, this.sheet, frame.querySelector('[data-size]'), frame.querySelector('[data-cursor]'));
    this.resized = new ResizeObserver(() => this.view.fit());
    this.#listen(this.#leaving.signal);
    this.ready = this.#load(mask);
  }

  close() {
    this.#leaving.abort();
    this.resized.disconnect();
  }

  isEmpty() { return this.ready.then(() => this.sheet.isEmpty); }

  take() { return this.sheet.take(); }

  async #load(mask) {
    await this.picture.decode().catch(() => {}); // what cannot be shown has no size, and nothing can be painted over it
    const { naturalWidth, naturalHeight } = this.picture;
    this.sheet.resize(naturalWidth, naturalHeight);
    this.view.show(naturalWidth, naturalHeight);
    this.resized.observe(this.stage);
    if (mask) await this.sheet.begin(mask);
    this.frame.dataset.ready = '';
  }

  #listen(signal) {
    this.brush.listen(this.stage, signal, () => this.#tell());
    this.frame.addEventListener('click', event => this.#click(event), { signal });
    document.addEventListener('keydown', event => this.#key(event), { signal });
    document.addEventListener('keyup', event => { if (event.key === ' ') this.brush.isMoving = false; }, { signal });
  }

  #click({ target }) {
    const tool = target.closest('button[data-tool]')?.dataset.tool, action = target.closest('[data-act]')?.dataset.act;
    if (tool) this.#choose(tool);
    if (action) this.#act(action);
  }

  #choose(tool) {
    this.brush.tool = this.stage.dataset.tool = tool;
    for (const button of this.frame.querySelectorAll('button[data-tool]')) button.setAttribute('aria-pressed', button.dataset.tool === tool);
    this.brush.show();
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
    } else if (key === ' ' && !event.target.matches('button:not([data-tool])')) this.brush.isMoving = true;
    else if (key === '[' || key === ']') this.brush.resize(key === ']' ? 2 : -2);
    else if (tools[key]) this.#choose(tools[key]);
    else if (actions[key]) this.#act(actions[key]);
    else return;
    event.preventDefault();
  }

  #tell() {
    this.frame.querySelector('[data-act=undo]').disabled = !this.sheet.canUndo;
    this.frame.querySelector('[data-act=redo]').disabled = !this.sheet.canRedo;
  }
}
