// Ends of jobs: the window's title, the system's notification, a short sound. Components/Notices calls it; permission is asked on a click only.
const about = /^(?:\d+ % · |✓ )/;
const key = 'studio-told';
let mark = '';

// In the text node that Blazor made: one put in its place would never hear of Blazor's changes again.
const draw = () => {
  const text = document.querySelector('head > title')?.firstChild;
  if (!text) return;
  const own = text.data.match(/^\d+ % · /);
  if (own && !text.studioMarked) return; // a page that says it itself
  const plain = text.studioMarked ? text.data.replace(about, '') : text.data;
  const wanted = mark + plain;
  text.studioMarked = mark !== '';
  if (text.data !== wanted) text.data = wanted;
};

new MutationObserver(draw).observe(document.head, { subtree: true, childList: true, characterData: true });

const isLookedAt = () => !document.hidden && document.hasFocus();
const looked = () => {
  if (mark === '✓ ' && isLookedAt()) setMark('');
};
const setMark = value => {
  mark = value;
  draw();
};
addEventListener('focus', looked);
document.addEventListener('visibilitychange', looked);

export const progress = percent => setMark(percent === null ? '' : `${percent} % · `);

export const tell = (id, what, why, inBrowser, withSound) => {
  if (!isLookedAt()) setMark('✓ ');
  // several tabs of one user hear of the same end: the first speaks
  if (localStorage.getItem(key) === id + what) return;
  localStorage.setItem(key, id + what);
  if (withSound) sound();
  if (inBrowser && document.hidden && permission() === 'granted') {
    const note = new Notification(what, { body: why, tag: 'studio-job', icon: '/favicon.svg' });
    note.addEventListener('click', () => {
      focus();
      note.close();
    });
  }
};

export const permission = () => 'Notification' in window && isSecureContext ? Notification.permission : 'unsupported';

// two notes of a glockenspiel, made here: no file to fetch
export const sound = async () => {
  const audio = new AudioContext();
  await audio.resume();
  for (const [pitch, at] of [[880, 0], [1318.5, .14]]) {
    const tone = audio.createOscillator();
    const loudness = audio.createGain();
    tone.frequency.value = pitch;
    loudness.gain.setValueAtTime(0, audio.currentTime + at);
    loudness.gain.linearRampToValueAtTime(.18, audio.currentTime + at + .01);
    loudness.gain.exponentialRampToValueAtTime(.0001, audio.currentTime + at + .5);
    tone.connect(loudness).connect(audio.destination);
    tone.start(audio.currentTime + at);
    tone.stop(audio.currentTime + at + .5);
  }
  setTimeout(() => audio.close(), 1000);
};

// The click itself asks: by the time that the server has heard of it a browser may not let anybody ask any more.
export const attach = (box, page) => {
  box.addEventListener('click', async () => {
    const wanted = box.checked;
    const answer = wanted && permission() !== 'unsupported' ? await Notification.requestPermission() : permission();
    await page.invokeMethodAsync('Answered', wanted, answer);
  });
  return permission();
};
