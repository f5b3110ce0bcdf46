import assert from "node:assert/strict";
import { CallWrapper, ComfyApi, ComfyPool, EQueueMode, PromptBuilder } from "@saintno/comfyui-sdk";
import { assertJpeg, bytesOf, png, sizeOfPng } from "./pictures.mjs";
import { broken, endless, invert, textToImage } from "./prompts.mjs";
import { address, finish, isKeyed, key, next, step, until } from "./steps.mjs";

// @saintno/comfyui-sdk: pings /prompt, waits by status + /queue + /history, sends its headers on the socket too. It drops the headers of
// its own calls, so that JSON arrives as text/plain.

const credentials = isKeyed ? { type: "bearer_token", token: key } : undefined;
const api = new ComfyApi(address, "saintno-client", { credentials, listenTerminal: true });
const builder = (prompt) => new PromptBuilder(prompt, ["seed", "text"], ["images"])
  .setInputNode("seed", "3.inputs.seed").setInputNode("text", "6.inputs.text").setOutputNode("images", "9");

// Runs to its end and gives what the callbacks heard.
async function run(prompt, client = api) {
  const heard = { previews: [], progress: [], failed: null, pending: 0 };
  const result = await new CallWrapper(client, prompt)
    .onPending(() => heard.pending++)
    .onPreview((blob) => heard.previews.push(blob))
    .onProgress((info) => heard.progress.push(info))
    .onFailed((error) => (heard.failed ??= error))
    .run();
  return { result, ...heard };
}

await step("connects and is ready", async () => {
  const connected = next((resolve) => api.on("connected", resolve));
  const first = next((resolve) => api.on("status", (event) => resolve(event.detail)));
  await api.init().waitForReady();
  await connected;
  assert.equal(typeof (await first).status.exec_info.queue_remaining, "number");
  assert.ok(await until(() => api.osType));
});

if (isKeyed) {
  for (const [name, right] of [
    ["basic", { type: "basic", username: "studio", password: key }],
    ["custom", { type: "custom", headers: { "X-API-Key": key } }],
  ]) {
    await step(`signs in with ${name} credentials on HTTP and on the socket`, async () => {
      const other = new ComfyApi(address, `saintno-${name}`, { credentials: right });
      const signedIn = next((resolve) => other.on("auth_success", resolve));
      const connected = next((resolve) => other.on("connected", resolve));
      other.init();
      await Promise.all([signedIn, connected]);
      other.destroy();
    });
  }

  await step("hears auth_error with a wrong key", async () => {
    const stranger = new ComfyApi(address, "saintno-stranger", { credentials: { type: "bearer_token", token: "not-the-key-0123456789" } });
    const refusal = await next((resolve) => stranger.on("auth_error", (event) => resolve(event.detail)));
    assert.equal(refusal.status, 401);
    assert.deepEqual(await refusal.json(), { detail: "Not authenticated" });
    stranger.destroy();
  });
}

await step("reads what the server has", async () => {
  const stats = await api.getSystemStats();
  assert.ok(stats.system.comfyui_version && stats.system.python_version && stats.devices[0].name);
  assert.ok((await api.getCheckpoints()).includes("studio-demo.safetensors"));
  assert.deepEqual(await api.getLoras(), []);
  const samplers = await api.getSamplerInfo();
  assert.ok(samplers.sampler[0].includes("euler") && samplers.scheduler[0].includes("karras"));
  assert.equal(await api.getNodeDefs("NoSuchNode"), null);
  assert.equal((await api.getNodeDefs("KSampler")).KSampler.output[0], "LATENT");
  assert.ok(Object.keys(await api.getNodeDefs()).length > 50);
  assert.ok(Array.isArray(await api.getExtensions()) && Array.isArray(await api.getEmbeddings()));
  assert.equal((await api.getFeatures()).supports_preview_metadata, true);
  assert.ok((await api.getModelTypes()).includes("loras"));
  assert.ok((await api.getModels("checkpoints")).includes("studio-demo.safetensors"));
  assert.deepEqual(await api.getWorkflowTemplates(), {});
  assert.equal((await api.getViewMetadata("checkpoints", "studio-demo.safetensors")).format, "pt");
  assert.deepEqual(await api.getViewMetadata("checkpoints", "none.safetensors"), {});
  assert.ok((await api.getModelFolders()).some((folder) => folder.name === "checkpoints"));
  assert.ok((await api.getModelFiles("checkpoints")).some((file) => file.name === "studio-demo.safetensors" && file.size > 0));
  // it takes a node of Crystools for the monitor of that pack
  assert.deepEqual(api.availableFeatures, { manager: false, monitor: true });
});

await step("generates with previews and progress", async () => {
  const { result, previews, progress, failed } = await run(builder(textToImage({ seed: 101, steps: 12 })).input("text", "a lake at dawn"));
  assert.equal(failed, null);
  assert.equal(progress.at(-1).value, 12);
  assert.equal(progress.at(-1).max, 12);
  assert.ok(previews.length > 0, "no preview came");
  assertJpeg(await bytesOf(previews[0]));
  const [image] = result.images.images;
  assert.equal(image.type, "output");
  assert.deepEqual(sizeOfPng(await bytesOf(await api.getImage(image))), [64, 64]);
});

await step("takes the same prompt from the cache", async () => {
  const { result, failed } = await run(builder(textToImage({ seed: 101, steps: 12 })).input("text", "a lake at dawn"));
  assert.equal(failed, null);
  assert.match(result.images.images[0].filename, /^client_/);
});

await step("bypasses a node", async () => {
  const prompt = { ...textToImage({ seed: 101 }), 10: { class_type: "ImageInvert", inputs: { image: ["8", 0] } } };
  prompt[9] = { class_type: "PreviewImage", inputs: { images: ["10", 0] } };
  const { result, failed } = await run(builder(prompt).bypass("10"));
  assert.equal(failed, null);
  assert.equal(result.images.images[0].type, "temp");
});

await step("lists and reads the history", async () => {
  // a run of this client is over with its outputs, a moment before its job is
  const [id] = await until(async () => {
    const ids = Object.keys(await api.getHistories(200));
    return ids.length === 3 && ids;
  });
  const entry = await api.getHistory(id);
  assert.equal(entry.status.completed, true);
  assert.equal(entry.prompt[1], id);
  assert.equal(Object.keys(await api.getHistories(1)).length, 1);
  await api.clearHistory({ delete: [id] });
  assert.equal(await api.getHistory(id), undefined);
});

await step("uploads a picture and a mask, and uses them", async () => {
  const picture = png(16, 12, (x) => [x * 16, 64, 128, 255]);
  const sent = await api.uploadImage(picture, "saintno.png", { subfolder: "clients", override: true });
  assert.deepEqual([sent.info.name, sent.info.subfolder, sent.info.type], ["saintno.png", "clients", "input"]);
  assert.deepEqual(sizeOfPng(await bytesOf(await api.getImage(sent.info))), [16, 12]);
  const mask = png(16, 12, (x) => [0, 0, 0, x < 8 ? 0 : 255]);
  const masked = await api.uploadMask(mask, { filename: "saintno.png", subfolder: "clients", type: "input" });
  assert.deepEqual(sizeOfPng(await bytesOf(await api.getImage(masked.info))), [16, 12]);
  const inverted = new PromptBuilder(invert("clients/saintno.png"), [], ["images"]).setOutputNode("images", "3");
  const { result, failed } = await run(inverted);
  assert.equal(failed, null);
  assert.deepEqual(sizeOfPng(await bytesOf(await api.getImage(result.images.images[0]))), [16, 12]);
  assert.equal(await api.uploadMask(mask, { filename: "not-there.png", subfolder: "", type: "input" }), false);
  assert.equal(await api.uploadImage(picture, "../escape.png"), false);
});

await step("is told why a prompt is refused", async () => {
  const refused = await run(builder(textToImage({ seed: 1, ckpt: "not-there.safetensors" })));
  assert.equal(refused.result, false);
  assert.equal(refused.failed.name, "EnqueueFailedError");
  assert.equal(refused.failed.cause.error.type, "prompt_outputs_failed_validation");
  assert.equal(refused.failed.cause.node_errors[4].errors[0].type, "value_not_in_list");
  const unknown = builder({ ...textToImage({ seed: 1 }), 9: { class_type: "NoSuchNode", inputs: {} } });
  assert.equal((await run(unknown)).failed.cause.error.type, "missing_node_type");
});

await step("is told why a run fails", async () => {
  // the client asks the queue after each status, and takes a job that has just ended for missing when the answer overtakes the message
  let result, failed;
  for (let seed = 1; seed <= 10 && (!failed || failed.name === "WentMissingError"); seed++) ({ result, failed } = await run(builder(broken(seed))));
  assert.equal(result, false);
  assert.equal(failed.name, "CustomEventError");
  assert.equal(failed.cause.node_type, "CheckpointLoaderSimple");
  assert.match(failed.cause.exception_message, /broken\.safetensors/);
});

await step("interrupts, and takes a waiting prompt back", async () => {
  const running = run(builder(endless(7)));
  await next((resolve) => api.on("progress", resolve, { once: true }));
  const waiting = await api.appendPrompt(textToImage({ seed: 8 }));
  const first = await api.queuePrompt(-1, textToImage({ seed: 9 }));
  const queue = await api.getQueue();
  assert.equal(queue.queue_running.length, 1);
  assert.deepEqual(queue.queue_pending.map((item) => item[1]), [first.prompt_id, waiting.prompt_id]);
  await api.manageQueue({ delete: [waiting.prompt_id, first.prompt_id] });
  assert.deepEqual((await api.getQueue()).queue_pending, []);
  await api.interrupt();
  const { result, failed } = await running;
  assert.equal(result, false);
  assert.equal(failed.name, "ExecutionInterruptedError");
});

await step("keeps settings", async () => {
  await api.storeSettings({ "Client.Saintno": [1, 2], "Client.Other": true });
  await api.storeSetting("Client.One", "word");
  const settings = await api.getSettings();
  assert.deepEqual([settings["Client.Saintno"], settings["Client.Other"], settings["Client.One"]], [[1, 2], true, "word"]);
  assert.equal(await api.getSetting("Client.One"), "word");
  assert.equal(await api.getSetting("Client.None"), null);
  assert.equal((await api.getUserConfig()).storage, "server");
});

await step("keeps files of the user", async () => {
  await api.storeUserData("saintno/one.json", { a: 1 });
  assert.deepEqual(await (await api.getUserData("saintno/one.json")).json(), { a: 1 });
  assert.deepEqual(await api.listUserData("saintno", true, false), ["one.json"]);
  assert.deepEqual(await api.listUserData("not-there"), []);
  const [entry] = await api.listUserDataV2("saintno");
  assert.deepEqual([entry.name, entry.type], ["one.json", "file"]);
  await api.moveUserData("saintno/one.json", "saintno/two.json");
  assert.equal((await api.getUserData("saintno/one.json")).status, 404);
  await api.deleteUserData("saintno/two.json");
  await assert.rejects(api.deleteUserData("saintno/two.json"), /404/);
});

await step("reads and follows the log", async () => {
  const line = next((resolve) => api.on("terminal", (event) => event.detail && resolve(event.detail)));
  await api.setTerminalSubscription(true);
  await api.appendPrompt(textToImage({ seed: 55 }));
  assert.equal(typeof (await line).m, "string");
  assert.ok((await api.getTerminalLogs()).entries.length > 0);
  await api.setTerminalSubscription(false);
});

await step("frees the memory", async () => assert.equal(await api.freeMemory(true, true), true));

await step("runs a batch over a pool of two sockets", async () => {
  const pool = new ComfyPool(["a", "b"].map((id) => new ComfyApi(address, `saintno-pool-${id}`, { credentials })), EQueueMode.PICK_ZERO);
  const results = await pool.batch([201, 202, 203, 204].map((seed) => async (client) => {
    const { result, failed } = await run(builder(textToImage({ seed })), client);
    assert.equal(failed, null);
    return result.images.images[0].filename;
  }));
  assert.equal(new Set(results).size, 4);
  pool.destroy();
});

api.destroy();
finish();
