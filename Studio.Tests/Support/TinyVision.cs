using System.Text.Json.Nodes;

namespace Studio.Tests.Support;

/// <summary>The tiny ViT-H of the golden, which is too shallow to be told from ViT-L by its depth.</summary>
internal static class TinyVision
{
    private static readonly (string Here, string There)[] Names =
    [
        ("vision_model.embeddings.class_embedding", "visual.class_embedding"),
        ("vision_model.embeddings.patch_embedding.weight", "visual.conv1.weight"),
        ("vision_model.embeddings.position_embedding.weight", "visual.positional_embedding"),
        ("vision_model.pre_layrnorm.", "visual.ln_pre."), ("vision_model.post_layernorm.", "visual.ln_post."),
        ("vision_model.encoder.layers.", "visual.transformer.resblocks."), ("layer_norm1.", "ln_1."), ("layer_norm2.", "ln_2."),
        ("self_attn.out_proj.", "attn.out_proj."), ("mlp.fc1.", "mlp.c_fc."), ("mlp.fc2.", "mlp.c_proj."),
    ];

    private static SafetensorsWriter Writer => new SafetensorsWriter().Metadata("vision.activation", "gelu");

    private static JsonArray Recipe => FamilyGolden.Of("clip_vision", "vit_l").RecipeOf("vit_h").AsArray();

    public static string Save(string folder)
    {
        var path = Path.Combine(folder, "CLIP-ViT-H-14-laion2B-s32B-b79K.safetensors");
        Writer.Add(Recipe).Save(path);
        return path;
    }

    /// <summary>The same numbers under OpenCLIP's names.</summary>
    public static string SaveOpenClip(string folder)
    {
        var writer = Writer;
        var numbers = Recipe.ToDictionary(tensor => (string)tensor!["n"]!, tensor =>
        {
            var shape = tensor!["s"]!.AsArray().Select(size => (long)size!).ToArray();
            return (Shape: shape, Values: Support.Recipe.Numbers(tensor, shape.Aggregate(1L, (product, size) => product * size)));
        });
        foreach (var (name, (shape, values)) in numbers)
        {
            if (name.Contains("k_proj", StringComparison.Ordinal) || name.Contains("v_proj", StringComparison.Ordinal))
                continue;
            if (name.Contains("q_proj", StringComparison.Ordinal))
                writer.Add(Renamed(name.Replace("self_attn.q_proj.", "attn.in_proj_", StringComparison.Ordinal)), "F32",
                    [.. "qkv".SelectMany(which => numbers[name.Replace("q_proj", $"{which}_proj", StringComparison.Ordinal)].Values)],
                    [shape[0] * 3, .. shape[1..]]);
            else if (name == "visual_projection.weight")
                writer.Add("visual.proj", "F32",
                    [.. Enumerable.Range(0, values.Length).Select(i => values[(i % shape[0] * shape[1]) + (i / shape[0])])], shape[1],
                        shape[0]);
            else
                writer.Add(Renamed(name), "F32", values, shape);
        }
        var path = Path.Combine(folder, "open_clip.safetensors");
        writer.Save(path);
        return path;
    }

    private static string Renamed(string name) =>
        Names.Aggregate(name, (renamed, pair) => renamed.Replace(pair.Here, pair.There, StringComparison.Ordinal));
}
