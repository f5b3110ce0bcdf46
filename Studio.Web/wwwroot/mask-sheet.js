// What is painted over a picture. It is kept as a list of steps that is drawn anew, so that undoing loses no pixel and takes no memory.
const longest = 2048; // pixels of the mask's longer side; the prompt scales it to the picture
const paint = '#f97316';

const over = (width, height, sheet = new OffscreenCanvas(width, height)) => sheet.getContext('2d', { willReadFrequently: true });

export class MaskSheet {
  #steps = []; #undone = []; // { kind: 'stroke', erases, size, points: [{ x, y, width }] } or { kind: 'invert' | 'fill' | 'clear' }
  #base = null; // the mask that was there before

  constructor(canvas) {
    this.canvas = canvas;
    this.context = canvas.getContext('2d', { willReadFrequently: true });
  }

  get canUndo() { return this.#steps.length > 0; }

  get canRedo() { return this.#undone.length > 0; }

  get longerSide() { return Math.max(this.canvas.width, this.canvas.height); }

  resize(width, height) {
    const scale = Math.min(1, longest / Math.max(width, height));
    this.canvas.width = Math.max(1, Math.round(width * scale));
    this.canvas.height = Math.max(1, Math.round(height * scale));
  }

  // Goes on with a mask, white on black.
  async begin(address) {
    const image = new Image();
    image.src = address;
    try { await image.decode(); } catch { return; } // it was deleted
    const { width, height } = this.canvas, sheet = over(width, height);
    sheet.drawImage(image, 0, 0, width, height);
    const pixels = sheet.getImageData(0, 0, width, height);
    const colour = [1, 3, 5].map(at => parseInt(paint.slice(at, at + 2), 16));
    for (let i = 0; i < pixels.data.length; i += 4) pixels.data.set([...colour, pixels.data[i]], i);
    sheet.putImageData(pixels, 0, 0);
    this.#base = sheet.canvas;
    this.draw();
  }

  get isEmpty() { return !this.#pixels().data.some((value, at) => at % 4 === 3 && value > 0); }

  // A PNG: white where something is painted, black elsewhere.
  take() {
    const pixels = this.#pixels(), sheet = over(pixels.width, pixels.height);
    for (let i = 0; i < pixels.data.length; i += 4) {
      const alpha = pixels.data[i + 3];
      pixels.data.set([alpha, alpha, alpha, 255], i);
    }
    sheet.putImageData(pixels, 0, 0);
    return sheet.canvas.convertToBlob({ type: 'image/png' });
  }

  whole(kind) {
    this.#add({ kind });
    this.draw();
  }

  undo() {
    if (this.canUndo) this.#undone.push(this.#steps.pop());
    this.draw();
  }

  redo() {
    if (this.canRedo) this.#steps.push(this.#undone.pop());
    this.draw();
  }

  beginStroke(erases, size, point) {
    const stroke = { kind: 'stroke', erases, size, points: [point] };
    this.#add(stroke);
    this.#line(stroke, 0);
    return stroke;
  }

  goOn(stroke, point) {
    this.#line(stroke, stroke.points.push(point) - 1);
  }

  drop(stroke) {
    this.#steps = this.#steps.filter(step => step !== stroke);
    this.draw();
  }

  draw() {
    const { context, canvas } = this;
    context.globalCompositeOperation = 'source-over';
    context.clearRect(0, 0, canvas.width, canvas.height);
    if (this.#base) context.drawImage(this.#base, 0, 0);
    for (const step of this.#steps) {
      if (step.kind === 'stroke') step.points.forEach((_, index) => this.#line(step, index));
      else this.#fill(step.kind);
    }
  }

  #pixels() { return this.context.getImageData(0, 0, this.canvas.width, this.canvas.height); }

  #add(step) {
    this.#steps.push(step);
    this.#undone = [];
  }

  #fill(kind) {
    const { context, canvas } = this;
    context.globalCompositeOperation = { invert: 'xor', fill: 'source-over', clear: 'destination-out' }[kind];
    context.fillStyle = paint;
    context.fillRect(0, 0, canvas.width, canvas.height);
  }

  #line({ erases, size, points }, index) {
    const from = points[Math.max(0, index - 1)], to = points[index], { context } = this;
    context.globalCompositeOperation = erases ? 'destination-out' : 'source-over';
    context.strokeStyle = paint;
    context.lineCap = 'round';
    context.lineWidth = size * to.width;
    context.beginPath();
    context.moveTo(from.x, from.y);
    context.lineTo(to.x, to.y);
    context.stroke();
  }
}
