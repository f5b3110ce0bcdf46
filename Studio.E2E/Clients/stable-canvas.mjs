import assert from "node:assert/strict";
import { Client, plugins, Workflow } from "@stable-canvas/comfyui-client";
import WebSocket from "ws";
import { assertJpeg, png, sizeOfPng } from "./pictures.mjs";
import { broken, endless, invert, textToImage, unknownClass } from "./prompts.mjs";
import { failure, finish, host, isKeyed, key, next, step } from "./steps.mjs";

// @stable-canvas/comfyui-client: adds ?clientId= to every address, parses every refusal as JSON, and takes fetch and WebSocket from its
// caller, who puts the key into them; its token plugin writes ?token= instead.

const withKey = (secret) => ({
  fetch: (url, options) => fetch(url, { ...options, headers: { ...options?.headers, Authorization: `Bearer ${secret}` } }),
  WebSocket: class extends WebSocket {
    constructor(url) {
      super(url, { headers: { "X-API-Key": secret } });
    }
  },
});
const open = (clientId, options = isKeyed ? withKey(key) : {}) => new Client({ api_host: host, clientId, WebSocket, ...options });
const view = async (client, image) => Buffer.from(await (await client.fetch(image.data)).arrayBuffer());

const client = open("stable-client");

function workflow(prompt) {
  const made = new Workflow();
  const ids = {};
  // in the order of their links, since this client numbers nodes as they are made
  for (const id of ["4", "5", "6", "7", "3", "8", "9"]) {
    const { class_type, inputs } = prompt[id];
    const linked = Object.entries(inputs).map(([name, value]) => [name, Array.isArray(value) ? ids[value[0]][value[1]] : value]);
    ids[id] = made.node(class_type, Object.fromEntries(linked));
  }
  return made;
}

await step("connects", async () => {
  const status = next((resolve) => client.on("status", resolve));
  assert.equal(await client.connect(), true);
  assert.equal(typeof (await status).exec_info.queue_remaining, "number");
});

if (isKeyed) {
  await step("signs in with its token plugin", async () => {
    const other = open("stable-token", {});
    other.use(new plugins.LoginAuthPlugin({ token: key }));
    assert.equal(await other.connect(), true);
    assert.ok((await other.getSDModels()).includes("studio-demo.safetensors"));
    other.close();
  });

  await step("is refused with a wrong key", async () => {
    const stranger = open("stable-stranger", withKey("not-the-key-0123456789"));
    const refused = await failure(stranger.getSystemStats());
    assert.deepEqual([refused.status, refused.json], [401, { detail: "Not authenticated" }]);
    const message = next((resolve) => stranger.on("connection_error", (error) => resolve(error.message)));
    stranger.init();
    assert.match(await message, /401/);
    stranger.close();
    assert.equal((await failure(open("stable-nobody", {}).getSystemStats())).status, 401);
  });
}

await step("connects by polling", async () => {
  const polling = open("stable-polling");
  assert.equal(await polling.connect({ polling: { enabled: true, interval: 100 }, websocket: { enabled: false } }), true);
  const result = await polling.enqueue_polling(textToImage({ seed: 301 }), { polling_ms: 50 });
  assert.equal(result.images.length, 1);
  polling.close();
});

await step("reads what the server has", async () => {
  assert.ok((await client.getSystemStats()).devices.length > 0);
  assert.ok((await client.getSDModels()).includes("studio-demo.safetensors"));
  assert.ok((await client.getSamplers()).includes("dpmpp_2m"));
  assert.ok((await client.getSchedulers()).includes("karras"));
  for (const list of ["getCNetModels", "getUpscaleModels", "getHyperNetworks", "getLoRAs", "getVAEs", "getEmbeddings", "getExtensions"])
    assert.ok(Array.isArray(await client[list]()), list);
  assert.ok((await client.getModelFolders()).some((folder) => folder.name === "checkpoints"));
  assert.ok((await client.getModels("checkpoints")).some((file) => file.name === "studio-demo.safetensors"));
  assert.equal((await client.viewMetadata("checkpoints", "studio-demo.safetensors")).format, "pt");
  assert.equal((await failure(client.getModels("not-a-folder"))).status, 404);
  assert.equal((await failure(client.viewMetadata("checkpoints", "none.safetensors"))).status, 404);
});

await step("generates with previews and progress", async () => {
  const steps = [];
  const previews = [];
  const off = client.on("b_preview", (blob) => previews.push(blob));
  const result = await client.enqueue(textToImage({ seed: 302, steps: 12 }), { progress: (info) => steps.push(info) });
  off();
  assert.deepEqual([steps.at(-1).value, steps.at(-1).max], [12, 12]);
  assertJpeg(Buffer.from(await previews[0].arrayBuffer()));
  const image = result.images.find((found) => found.type === "url");
  assert.deepEqual(sizeOfPng(await view(client, image)), [64, 64]);
});

await step("gets previews that say whose they are once it asks for them", async () => {
  const other = open("stable-flags");
  await other.connect();
  const flags = next((resolve) => other.on("feature_flags", resolve));
  other.socket.send(JSON.stringify({ type: "feature_flags", data: { supports_preview_metadata: true } }));
  assert.equal((await flags).supports_preview_metadata, true);
  const preview = next((resolve) => other.on("b_preview_with_metadata", resolve));
  const running = other.enqueue(textToImage({ seed: 303, steps: 12 }));
  const { nodeId, promptId, blob } = await preview;
  assert.equal(nodeId, "3");
  assertJpeg(Buffer.from(await blob.arrayBuffer()));
  assert.equal((await running).prompt_id, promptId);
  other.close();
});

await step("builds and invokes a workflow", async () => {
  const result = await workflow(textToImage({ seed: 304 })).invoke(client);
  assert.equal(result.images.filter((image) => image.type === "url").length, 1);
  const again = await workflow(textToImage({ seed: 304 })).invoke(client);
  assert.equal(again.images.filter((image) => image.type === "url").length, 1, "the cached prompt");
});

await step("gets pictures over the socket", async () => {
  const result = await workflow(textToImage({ seed: 305, output: "SaveImageWebsocket" })).invoke(client);
  const last = result.images.at(-1);
  assert.deepEqual([last.type, sizeOfPng(Buffer.from(last.data))], ["buff", [64, 64]]);
});

await step("lists the history", async () => {
  const { History: all } = await client.getHistory();
  assert.ok(all.length >= 4 && all.every((item) => item.status.status_str === "success"));
  const { History: second } = await client.getHistory(1, { offset: 1 });
  assert.deepEqual(second.map((item) => item.prompt[1]), [all[1].prompt[1]]);
  await client.deleteItem("history", all[0].prompt[1]);
  const { History: left } = await client.getHistory();
  assert.deepEqual(left.map((item) => item.prompt[1]), all.slice(1).map((item) => item.prompt[1]));
});

await step("uploads a picture and a mask, and uses them", async () => {
  const form = new FormData();
  form.append("image", new Blob([png(20, 10, (x) => [x * 12, 90, 30, 255])]), "stable.png");
  const sent = await (await client.fetchApi("/upload/image", { method: "POST", body: form })).json();
  assert.deepEqual(sent, { name: "stable.png", subfolder: "", type: "input" });
  const mask = new FormData();
  mask.append("image", new Blob([png(20, 10, (x) => [0, 0, 0, x < 5 ? 0 : 255])]), "stable-mask.png");
  mask.append("original_ref", JSON.stringify({ filename: "stable.png", subfolder: "", type: "input" }));
  assert.equal((await (await client.fetchApi("/upload/mask", { method: "POST", body: mask })).json()).name, "stable-mask.png");
  const result = await client.runPrompt(invert("stable.png"), { polling_ms: 50 });
  assert.deepEqual(sizeOfPng(await view(client, result.images[0])), [20, 10]);
  assert.equal((await failure(client.fetchApi("/upload/image", { method: "POST", body: new FormData() }))).status, 400);
});

await step("is told why a prompt is refused", async () => {
  const checkpoint = await failure(client.enqueue(textToImage({ seed: 1, ckpt: "not-there.safetensors" })));
  assert.deepEqual([checkpoint.status, checkpoint.json.node_errors[4].errors[0].type], [400, "value_not_in_list"]);
  assert.equal((await failure(client.enqueue(unknownClass()))).json.error.type, "missing_node_type");
  assert.equal((await failure(client.enqueue({}))).json.error.type, "prompt_no_outputs");
  assert.equal((await failure(client.fetchApi("/prompt", { method: "POST", body: "{" }))).status, 400);
  assert.equal((await failure(client.getUserData("not-there.json"))).status, 404);
});

await step("is told why a run fails", async () => {
  const failed = await failure(workflow(broken(1)).invoke(client));
  assert.match(failed.message, /broken\.safetensors/);
  assert.equal(failed.payload.node_type, "CheckpointLoaderSimple");
  assert.match((await failure(client.runPrompt(broken(2), { polling_ms: 50 }))).message, /status: error/);
});

await step("interrupts, and takes a waiting prompt back", async () => {
  const running = workflow(endless(31)).instance(client);
  const started = next((resolve) => client.once("progress", resolve));
  await running.enqueue();
  const ended = failure(running.wait());
  await started;
  const waiting = workflow(textToImage({ seed: 32 })).instance(client);
  await waiting.enqueue();
  assert.deepEqual(await running.query(), { running: true, pending: false, done: false });
  assert.deepEqual(await waiting.query(), { running: false, pending: true, done: false });
  await client.deleteItem("queue", waiting.task_id);
  assert.equal((await waiting.query()).done, true);
  await client.interrupt("00000000-0000-4000-8000-000000000000"); // somebody else's number stops nothing
  assert.equal((await running.query()).running, true);
  await running.interrupt();
  assert.match((await ended).message, /interrupted/);
});

await step("keeps settings and files of the user", async () => {
  await client.storeSettings({ "Client.Stable": { a: [1] } });
  await client.storeSetting("Client.StableOne", 2.5);
  assert.deepEqual((await client.getSettings())["Client.Stable"], { a: [1] });
  assert.equal(await client.getSetting("Client.StableOne"), 2.5);
  assert.equal(await client.getSetting("Client.StableNone"), null);
  assert.equal((await client.getUserConfig()).storage, "server");
  await client.storeUserData("stable/one.json", { b: 2 }, { stringify: true });
  assert.deepEqual(await (await client.getUserData("stable/one.json")).json(), { b: 2 });
  await client.storeUserData("stable/raw.txt", "words");
  assert.equal(await (await client.getUserData("stable/raw.txt")).text(), "words");
  const named = open("stable-user", { ...(isKeyed ? withKey(key) : {}), user: "nobody-here" });
  assert.equal(await named.getSetting("Client.StableOne"), 2.5, "without --multi-user everybody is the default user");
});

await step("frees the memory and clears the lists", async () => {
  await client.free({ unload_models: true, free_memory: true });
  assert.equal((await failure(client.free())).status, 400, "without a body");
  await client.clearItems("queue");
  await client.clearItems("history");
  assert.deepEqual(await client.getHistory(), { History: [] });
});

client.close();
finish();
