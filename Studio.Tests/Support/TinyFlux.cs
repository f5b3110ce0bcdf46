using System.Text.Json.Nodes;

namespace Studio.Tests.Support;

/// <summary>The tiny Flux of its golden as people have it: in one file, or its networks in files of their own.</summary>
internal static class TinyFlux
{
    public const string DenoiserPrefix = "model.diffusion_model.";
    public const string ClipLPrefix = "text_encoders.clip_l.transformer.";
    public const string T5Prefix = "text_encoders.t5xxl.transformer.";
    public const string VaePrefix = "vae.";

    /// <summary>The tensors below a prefix, which is taken off.</summary>
    public static SafetensorsWriter Part(string prefix, string name = "flux_dev")
    {
        var part = new JsonArray();
        foreach (var tensor in FamilyGolden.Of(name).Recipe.AsArray())
        {
            if (((string)tensor!["n"]!) is { } whole && whole.StartsWith(prefix, StringComparison.Ordinal))
            {
                var own = tensor.DeepClone();
                own["n"] = whole[prefix.Length..];
                part.Add(own);
            }
        }
        return new SafetensorsWriter().Add(part);
    }
}
