// How a picture lies in its frame: moved and enlarged by hand, wheel or two fingers. All in pixels of the window from the frame's corner.
const [smallest, largest] = [0.02, 32];

export class MaskView {
  #place = { x: 0, y: 0, scale: 1 };

  constructor(frame, layers) {
    this.frame = frame;
    this.layers = layers;
  }

  get scale() { return this.#place.scale; }

  show(width, height) {
    this.picture = { width, height };
    this.layers.style.width = `${width}px`;
    this.layers.style.height = `${height}px`;
  }

  // From the window to the picture's pixels.
  toPicture({ clientX, clientY }) {
    const { x, y, scale } = this.#place, box = this.frame.getBoundingClientRect();
    return { x: (clientX - box.x - x) / scale, y: (clientY - box.y - y) / scale };
  }

  fit() {
    if (!this.picture?.width) return;
    const { clientWidth, clientHeight } = this.frame, { width, height } = this.picture;
    const scale = Math.max(smallest, Math.min(8, (clientWidth - 32) / width, (clientHeight - 32) / height));
    this.#put({ x: (clientWidth - width * scale) / 2, y: (clientHeight - height * scale) / 2, scale });
  }

  actual() { this.zoom(1 / this.scale, this.frame.clientWidth / 2, this.frame.clientHeight / 2); }

  zoom(by, x, y) {
    const scale = Math.min(largest, Math.max(smallest, this.scale * by)), change = scale / this.scale;
    this.#put({ x: x - (x - this.#place.x) * change, y: y - (y - this.#place.y) * change, scale });
  }

  wheel(event) {
    const box = this.frame.getBoundingClientRect();
    this.zoom(Math.exp(-event.deltaY / 500), event.clientX - box.x, event.clientY - box.y);
  }

  // One pointer moves it; with another one that rests, it is enlarged about their middle, which moves half as far.
  drag(before, now, other) {
    if (other) {
      const box = this.frame.getBoundingClientRect();
      const apart = pointer => Math.max(1, Math.hypot(pointer.clientX - other.clientX, pointer.clientY - other.clientY));
      this.zoom(apart(now) / apart(before), (now.clientX + other.clientX) / 2 - box.x, (now.clientY + other.clientY) / 2 - box.y);
    }
    const share = other ? 0.5 : 1, { x, y, scale } = this.#place;
    this.#put({ x: x + share * (now.clientX - before.clientX), y: y + share * (now.clientY - before.clientY), scale });
  }

  #put(place) {
    this.#place = place;
    this.layers.style.transform = `translate(${place.x}px, ${place.y}px) scale(${place.scale})`;
    this.layers.toggleAttribute('data-pixels', place.scale >= 2);
  }
}
