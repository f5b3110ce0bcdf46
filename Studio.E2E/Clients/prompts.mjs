// Prompts in the API format, for the demo checkpoint.

const checkpoint = "studio-demo.safetensors";

// A small picture; another seed is another picture, and the same one comes from the cache.
export const textToImage = ({ seed, steps = 6, size = 64, ckpt = checkpoint, output = "SaveImage" }) => ({
  3: {
    class_type: "KSampler",
    inputs: {
      seed, steps, cfg: 5, sampler_name: "euler", scheduler: "normal", denoise: 1,
      model: ["4", 0], positive: ["6", 0], negative: ["7", 0], latent_image: ["5", 0],
    },
  },
  4: { class_type: "CheckpointLoaderSimple", inputs: { ckpt_name: ckpt } },
  5: { class_type: "EmptyLatentImage", inputs: { width: size, height: size, batch_size: 1 } },
  6: { class_type: "CLIPTextEncode", inputs: { text: "a red house on a green hill", clip: ["4", 1] } },
  7: { class_type: "CLIPTextEncode", inputs: { text: "", clip: ["4", 1] } },
  8: { class_type: "VAEDecode", inputs: { samples: ["3", 0], vae: ["4", 2] } },
  9: output === "SaveImage"
    ? { class_type: "SaveImage", inputs: { images: ["8", 0], filename_prefix: "client" } }
    : { class_type: output, inputs: { images: ["8", 0] } },
});

// So long that it is only ever interrupted.
export const endless = (seed) => textToImage({ seed, steps: 10000, size: 128 });

// An uploaded picture, inverted.
export const invert = (image) => ({
  1: { class_type: "LoadImage", inputs: { image } },
  2: { class_type: "ImageInvert", inputs: { image: ["1", 0] } },
  3: { class_type: "PreviewImage", inputs: { images: ["2", 0] } },
});

// Listed, accepted, and no checkpoint at all: the run fails. The test puts the file there.
export const broken = (seed) => textToImage({ seed, ckpt: "broken.safetensors" });

export const unknownClass = () => ({ 1: { class_type: "NoSuchNode", inputs: {} } });
