// Sends a chosen or dropped model file in pieces; asked again for the same file, it goes on where the server has it.
const piece = 16 << 20; // bytes: below what a request may hold
const tries = 5;

async function keyOf(file) {
  const text = new TextEncoder().encode(`${file.name}\n${file.size}\n${file.lastModified}`);
  if (!crypto.subtle) return String([...text].reduce((sum, byte) => (sum * 31 + byte) >>> 0, 7)) + String(file.size);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', text));
  return [...digest.slice(0, 16)].map(byte => byte.toString(16).padStart(2, '0')).join('');
}

async function ask(address, options) {
  const answer = await fetch(address, options);
  const body = await answer.json();
  if (!answer.ok) throw Object.assign(new Error(body.detail), { isFinal: true });
  return body;
}

async function send(file, page) {
  const address = `/api/models/uploads/${await keyOf(file)}`;
  let { offset } = await ask(address);
  if (offset >= file.size) offset = 0;
  for (let lost = 0; ;) {
    try {
      const query = new URLSearchParams({ name: file.name, offset, total: file.size });
      const body = file.slice(offset, offset + piece);
      const now = await ask(`${address}?${query}`, { method: 'PUT', body, headers: { 'Content-Type': 'application/octet-stream' } });
      if (now.name) return await page.invokeMethodAsync('ArrivedAsync', now.kind, now.name);
      ({ offset } = now);
      lost = 0;
      await page.invokeMethodAsync('Sent', file.name, offset, file.size);
    } catch (error) {
      if (error.isFinal || ++lost === tries) throw error;
      await new Promise(wait => setTimeout(wait, 1000 * lost)); // the line broke: ask how much is there
      ({ offset } = await ask(address).catch(() => ({ offset })));
    }
  }
}

export function listen(page) {
  const input = document.querySelector('[data-model-upload]');
  input?.addEventListener('change', async () => {
    const [file] = input.files;
    input.value = '';
    if (!file) return;
    input.disabled = true;
    try {
      await send(file, page);
    } catch (error) {
      await page.invokeMethodAsync('Failed', file.name, error.message);
    } finally {
      input.disabled = false;
    }
  });
}
