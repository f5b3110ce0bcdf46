// What a hand does over the picture: one pointer paints, or moves what it sees; two move and enlarge it.
export class MaskBrush {
  #pointers = new Map();
  #stroke = null;
  tool = 'brush';
  isMoving = false; // whatever the tool is

  // size is a range input, cursor the circle that shows the brush
  constructor(view, sheet, size, cursor) {
    Object.assign(this, { view, sheet, size, cursor });
  }

  listen(stage, signal, changed) {
    const to = (kind, handler, more) => stage.addEventListener(kind, handler, { signal, ...more });
    to('pointerdown', event => this.#down(event, changed));
    to('pointermove', event => this.#move(event));
    for (const kind of ['pointerup', 'pointercancel']) to(kind, event => this.#up(event));
    to('pointerleave', () => { this.cursor.hidden = true; });
    to('wheel', event => this.#wheel(event), { passive: false });
    to('auxclick', event => event.preventDefault());
    this.size.addEventListener('input', () => this.show(), { signal });
  }

  resize(by) {
    this.size.stepUp(by);
    this.show();
  }

  show(event = this.last) {
    this.last = event;
    this.cursor.hidden = !event || event.pointerType === 'touch' || this.tool === 'move' || !this.view.picture?.width;
    if (this.cursor.hidden) return;
    const box = this.view.frame.getBoundingClientRect(), side = this.#diameter / this.#ratio * this.view.scale;
    this.cursor.style.width = this.cursor.style.height = `${side}px`;
    this.cursor.style.transform = `translate(${event.clientX - box.x - side / 2}px, ${event.clientY - box.y - side / 2}px)`;
  }

  // In pixels of the mask: up to a half of its longer side, finer at the small end.
  get #diameter() { return Math.max(1, this.sheet.longerSide * (0.004 + 0.5 * (this.size.value / 100) ** 2)); }

  // Pixels of the mask for one of the picture.
  get #ratio() { return this.sheet.canvas.width / this.view.picture.width; }

  #place(event) {
    const { x, y } = this.view.toPicture(event);
    return { x: x * this.#ratio, y: y * this.#ratio, width: event.pointerType === 'pen' ? Math.max(0.1, 2 * event.pressure) : 1 };
  }

  #down(event, changed) {
    if (!this.view.picture?.width) return;
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
    this.#pointers.set(event.pointerId, event);
    if (this.#pointers.size > 1) {
      if (this.#stroke) this.sheet.drop(this.#stroke); // the first finger of two was no brush
      this.#stroke = null;
    } else if (event.button === 0 && this.tool !== 'move' && !this.isMoving) {
      this.#stroke = this.sheet.beginStroke(this.tool === 'erase', this.#diameter, this.#place(event));
    }
    changed();
  }

  #move(event) {
    this.show(event);
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
    this.show(event);
  }
}
