import assert from "node:assert/strict";

// What every driver shares: the server's address and key, and a line on stdout for each step that went well. The first that does not
// ends the process with 1 and its reason; the limit ends only what would hang for ever.

export const address = process.env.STUDIO_ADDRESS;
export const host = new URL(address).host;
export const key = process.env.STUDIO_KEY || null;
export const isKeyed = key !== null;

const limitSeconds = 90;

export async function step(name, work) {
  let timer;
  const limit = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${limitSeconds} seconds`)), limitSeconds * 1000);
  });
  try {
    await Promise.race([work(), limit]);
    console.log(`ok ${name}`);
  } catch (error) {
    console.log(`FAILED ${name}: ${error?.stack ?? error}`);
    process.exit(1);
  } finally {
    clearTimeout(timer);
  }
}

export function finish() {
  console.log("all steps done");
  process.exit(0);
}

// A promise for the next value that an emitter's callback is given.
export const next = (subscribe) => new Promise((resolve) => subscribe(resolve));

// Asks again until the answer is truthy; the step's limit ends it.
export async function until(ask) {
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

// What a failing promise failed with.
export async function failure(promise) {
  try {
    await promise;
  } catch (error) {
    return error ?? new Error("rejected without a reason");
  }
  assert.fail("this should have failed");
}
