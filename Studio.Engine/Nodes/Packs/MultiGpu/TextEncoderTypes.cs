using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.MultiGpu;

/// <summary>Kinds of text encoders; the loader itself says which of them it opens.</summary>
public sealed class TextEncoderTypes : IChoices
{
    public IReadOnlyList<string> Choices => ["stable_diffusion", "sdxl", "sd3", "flux", "flux2", "qwen_image", "lumina2", "chroma"];

    public bool Accepts(string value) => true;
}
