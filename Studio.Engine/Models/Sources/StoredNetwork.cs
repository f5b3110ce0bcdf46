using Studio.Engine.Models.Files;

namespace Studio.Engine.Models;

/// <summary>
/// One network and the names that its weights have in a new file. The factors of 8-bit weights are multiplied in, and so not written.
/// </summary>
internal sealed record StoredNetwork(NetworkRecipe Recipe, IReadOnlyList<StoredTensor> Tensors)
{
    private static readonly string[] Scales = ["scaled_fp8", ".scale_weight", ".weight_scale", ".scale_input", ".input_scale",
        ".weight_scale_2", ".comfy_quant"];

    /// <summary>A network under the names that it is known by, behind a prefix.</summary>
    public static StoredNetwork Of(NetworkRecipe recipe, string prefix) => Of(recipe, name => new ClipName(prefix + name));

    /// <summary>A text encoder in the layout that checkpoints of its family have.</summary>
    public static StoredNetwork Of(NetworkRecipe recipe, TextPart part) => Of(recipe, name => part.IsStoredAsOpenClip
        ? ClipLayout.OpenClipName(part.StoredAs, name)
        : ClipLayout.TransformersName(part.StoredAs, name));

    private static StoredNetwork Of(NetworkRecipe recipe, Func<string, ClipName?> nameOf) => new(recipe,
    [
        .. recipe.Weights()
            .Where(weight => !Scales.Any(scale => weight.Key.EndsWith(scale, StringComparison.Ordinal)))
            .Select(weight => (Stored: nameOf(weight.Key), weight.Key, weight.Value)).Where(weight => weight.Stored is not null)
            .GroupBy(weight => weight.Stored!.Name, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new StoredTensor(group.Key,
                [.. group.OrderBy(weight => weight.Stored!.Place).Select(weight => (weight.Key, weight.Value))])
            {
                IsTransposed = group.First().Stored!.IsTransposed,
            }),
    ]);
}
