// The line between two pictures follows the slider, or the pointer over them.
export function attach(frame) {
  const slider = frame.querySelector('[data-line]');
  const stage = frame.querySelector('[data-compare]');
  const draw = () => stage.style.setProperty('--line-at', `${slider.value}%`);
  const follow = event => {
    if (event.buttons === 0) return;
    const box = stage.getBoundingClientRect();
    slider.value = 100 * (event.clientX - box.left) / box.width;
    draw();
  };
  slider.addEventListener('input', draw);
  stage.addEventListener('pointerdown', event => { stage.setPointerCapture(event.pointerId); follow(event); });
  stage.addEventListener('pointermove', follow);
  draw();
}
