import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ComfyUIClient } from "comfy-ui-client";
import { bytesOf, png, sizeOfPng } from "./pictures.mjs";
import { broken, endless, invert, textToImage, unknownClass } from "./prompts.mjs";
import { failure, finish, host, isKeyed, key, next, step, until } from "./steps.mjs";

// comfy-ui-client: parses every answer as JSON, empty ones too, and waits for executing with node null. It has no place for a key, but
// its address may hold one: ws sends that as Basic by itself, and fetch does once the address is taken apart.

const plainFetch = globalThis.fetch;
globalThis.fetch = (address, options) => {
  const url = new URL(address);
  if (!url.username) return plainFetch(address, options);
  const headers = { ...options?.headers, Authorization: `Basic ${btoa(`${url.username}:${url.password}`)}` };
  url.username = url.password = "";
  return plainFetch(url, { ...options, headers });
};

const client = new ComfyUIClient(isKeyed ? `studio:${key}@${host}` : host, "comfy-ui-client");

// This client shows only its finished pictures; the rest is read from its socket.
const messages = [];
const previews = [];

await step("connects", async () => {
  await client.connect();
  client.ws.on("message", (data, isBinary) => (isBinary ? previews.push(data) : messages.push(JSON.parse(data))));
  assert.equal(typeof (await client.getPrompt()).exec_info.queue_remaining, "number");
});

if (isKeyed) {
  await step("is refused with a wrong key and with none", async () => {
    for (const place of [host, `studio:not-the-key-0123456789@${host}`]) {
      const stranger = new ComfyUIClient(place, "comfy-ui-stranger");
      assert.deepEqual(await stranger.getQueue(), { detail: "Not authenticated" });
      stranger.connect(); // this promise is never settled by a refused handshake
      const refused = await until(() => stranger.ws);
      assert.match((await next((resolve) => refused.on("error", resolve))).message, /401/);
    }
  });
}

await step("reads what the server has", async () => {
  assert.ok(Array.isArray(await client.getEmbeddings()) && Array.isArray(await client.getExtensions()));
  assert.ok((await client.getSystemStats()).system.os);
  assert.ok((await client.getObjectInfo()).KSampler);
  const [names] = (await client.getObjectInfo("CheckpointLoaderSimple")).CheckpointLoaderSimple.input.required.ckpt_name;
  assert.ok(names.includes("studio-demo.safetensors"));
  assert.equal((await client.viewMetadata("checkpoints", "studio-demo.safetensors")).format, "pt");
  await assert.rejects(client.viewMetadata("checkpoints", "none.safetensors"), /not_found/);
});

await step("generates and saves the pictures", async () => {
  const images = await client.getImages(textToImage({ seed: 401, steps: 12 }));
  const [{ image, blob }] = images[9];
  assert.equal(image.type, "output");
  assert.deepEqual(sizeOfPng(await bytesOf(blob)), [64, 64]);
  assert.ok(previews.length > 0 && messages.some((message) => message.type === "progress" && message.data.value === 12));
  const folder = await mkdtemp(join(tmpdir(), "comfy-ui-client-"));
  await client.saveImages(images, folder);
  assert.deepEqual(await readFile(join(folder, image.filename)), await bytesOf(blob));
  await rm(folder, { recursive: true });
  assert.equal((await client.getImages(textToImage({ seed: 401, steps: 12 })))[9][0].image.filename, image.filename, "the cached prompt");
});

await step("reads and edits the history", async () => {
  const all = await client.getHistory();
  const [id] = Object.keys(all);
  assert.equal((await client.getHistory(id))[id].status.completed, true);
  await client.editHistory({ delete: [id] });
  assert.deepEqual(await client.getHistory(id), {});
  await client.editHistory({ clear: true });
  assert.deepEqual(await client.getHistory(), {});
});

await step("uploads a picture and a mask, and uses them", async () => {
  const sent = await client.uploadImage(png(18, 9, (x) => [x * 14, 20, 200, 255]), "plain.png", true);
  assert.deepEqual(sent, { name: "plain.png", subfolder: "", type: "input" });
  const mask = png(18, 9, (x) => [0, 0, 0, x < 9 ? 0 : 255]);
  const masked = await client.uploadMask(mask, "plain-mask.png", { filename: "plain.png", subfolder: "", type: "input" }, true);
  assert.equal(masked.name, "plain-mask.png");
  assert.deepEqual(sizeOfPng(await bytesOf(await client.getImage("plain-mask.png", "", "input"))), [18, 9]);
  const images = await client.getImages(invert("plain.png"));
  assert.deepEqual(sizeOfPng(await bytesOf(images[3][0].blob)), [18, 9]);
  await assert.rejects(client.uploadMask(mask, "m.png", { filename: "not-there.png", subfolder: "", type: "input" }), /not_found/);
});

await step("is told why a prompt is refused", async () => {
  await assert.rejects(client.queuePrompt(textToImage({ seed: 1, ckpt: "not-there.safetensors" })), /value_not_in_list/);
  await assert.rejects(client.queuePrompt(unknownClass()), /missing_node_type/);
});

await step("ends a failed run as an ended one", async () => {
  const { message } = await failure(client.getImages(broken(1)).then((images) => Promise.reject(new Error(JSON.stringify(images)))));
  assert.equal(message, "{}");
  const error = messages.find(({ type }) => type === "execution_error").data;
  assert.equal(error.node_type, "CheckpointLoaderSimple");
  assert.match(error.exception_message, /broken\.safetensors/);
});

await step("interrupts", async () => {
  messages.length = 0;
  const ended = client.getImages(endless(41));
  await until(() => messages.some((message) => message.type === "progress"));
  assert.equal((await client.getQueue()).queue_running.length, 1);
  await client.interrupt();
  assert.deepEqual(await ended, {});
  assert.ok(messages.some((message) => message.type === "execution_interrupted"));
});

await step("disconnects", () => client.disconnect());
finish();
