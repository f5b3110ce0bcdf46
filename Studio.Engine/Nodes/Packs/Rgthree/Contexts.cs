using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Rgthree;

/// <summary>The values that rgthree's contexts gather: names, types, and the smaller set of them.</summary>
internal static class Contexts
{
    private const string WireType = "RGTHREE_CONTEXT";

    private static readonly InputAttribute OnlyLinked = new() { ForceInput = true };

    private static readonly (string Name, string Type, InputAttribute? Options, string? Output)[] All =
    [
        ("model", "MODEL", null, null), ("clip", "CLIP", null, null), ("vae", "VAE", null, null),
        ("positive", "CONDITIONING", null, "POSITIVE"), ("negative", "CONDITIONING", null, "NEGATIVE"), ("latent", "LATENT", null, null),
        ("images", "IMAGE", null, null), ("seed", "INT", OnlyLinked, "SEED"), ("steps", "INT", OnlyLinked, "STEPS"),
        ("step_refiner", "INT", OnlyLinked, "STEP_REFINER"), ("cfg", "FLOAT", OnlyLinked, "CFG"),
        ("ckpt_name", "COMBO", new() { ForceInput = true, ChoicesFrom = typeof(CheckpointNames) }, "CKPT_NAME"),
        ("sampler", "COMBO", new() { ForceInput = true, ChoicesFrom = typeof(SamplerNames) }, "SAMPLER"),
        ("scheduler", "COMBO", new() { ForceInput = true, ChoicesFrom = typeof(SchedulerNames) }, "SCHEDULER"),
        ("clip_width", "INT", OnlyLinked, "CLIP_WIDTH"), ("clip_height", "INT", OnlyLinked, "CLIP_HEIGHT"),
        ("text_pos_g", "STRING", OnlyLinked, "TEXT_POS_G"), ("text_pos_l", "STRING", OnlyLinked, "TEXT_POS_L"),
        ("text_neg_g", "STRING", OnlyLinked, "TEXT_NEG_G"), ("text_neg_l", "STRING", OnlyLinked, "TEXT_NEG_L"),
        ("mask", "MASK", null, null), ("control_net", "CONTROL_NET", null, null),
    ];

    private const int Small = 8;

    public static IReadOnlyList<InputSpec> Inputs(bool isBig) =>
    [
        new InputSpec("base_ctx", WireType),
        .. All.Take(isBig ? All.Length : Small).Select(part => new InputSpec(part.Name, part.Type, Options: part.Options)),
    ];

    public static IReadOnlyList<OutputSchema> Outputs(bool isBig) =>
    [
        new OutputSchema("CONTEXT", WireType, IsList: false),
        .. All.Take(isBig ? All.Length : Small).Select(part => new OutputSchema(part.Output ?? part.Type, part.Type, IsList: false)),
    ];

    /// <summary>A context with the values that are given in place of its own.</summary>
    public static NamedValues With(NamedValues? context, IReadOnlyDictionary<string, object?> values)
    {
        var joined = All.ToDictionary(part => part.Name, part => values.GetValueOrDefault(part.Name) ?? context?.Of(part.Name),
            StringComparer.Ordinal);
        foreach (var (name, value) in context?.Values ?? new Dictionary<string, object?>())
            joined.TryAdd(name, value);
        return new NamedValues(joined);
    }

    /// <summary>What a context node gives: the context, then its values.</summary>
    public static NodeOutput Opened(NamedValues? context, bool isBig) =>
        NodeOutput.Of([context, .. All.Take(isBig ? All.Length : Small).Select(part => context?.Of(part.Name))]);

    /// <summary>The contexts among inputs ctx_01, ctx_02, ... in which anything is set.</summary>
    public static IEnumerable<NamedValues> Among(IReadOnlyDictionary<string, object?> inputs) =>
        inputs.Where(input => input.Key.StartsWith("ctx_", StringComparison.Ordinal)).Select(input => input.Value).OfType<NamedValues>()
            .Where(context => context.Values.Values.Any(value => value is not null));
}
