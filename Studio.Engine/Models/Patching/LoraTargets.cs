namespace Studio.Engine.Models.Patching;

/// <summary>Which layer of a network a LoRA means: every spelling that trainers use, for the layers that a model file has.</summary>
internal sealed class LoraTargets
{
    private const string Weight = ".weight";
    private const string PeftPrefix = "base_model.model.";

    private readonly Dictionary<string, string> _layers = new(StringComparer.Ordinal);
    private readonly Func<string, bool> _has;

    private LoraTargets(Func<string, bool> has) => _has = has;

    /// <param name="weights">Names without the network's prefix.</param>
    public static LoraTargets OfUNet(IReadOnlyCollection<string> weights, UNetShape shape)
    {
        var targets = new LoraTargets(weights.ToHashSet(StringComparer.Ordinal).Contains);
        var diffusers = new DiffusersNames(shape);
        foreach (var layer in Layers(weights))
        {
            targets.Add(layer, "diffusion_model." + layer, "lora_unet_" + Flat(layer));
            if (diffusers.Of(layer) is not { } there)
                continue;
            // older files name the attention's processor, and its last layer without the 0
            var processor = there.Replace(".to_", ".processor.to_", StringComparison.Ordinal);
            var last = processor.EndsWith(".to_out.0", StringComparison.Ordinal) ? processor[..^2] : processor;
            targets.Add(layer, "lora_unet_" + Flat(there), "lycoris_" + Flat(there), "unet." + there, there, "unet." + last, last);
        }
        return targets;
    }

    /// <param name="weights">Names without the network's prefix.</param>
    public static LoraTargets OfText(IReadOnlyCollection<string> weights)
    {
        var targets = new LoraTargets(weights.ToHashSet(StringComparer.Ordinal).Contains);
        foreach (var layer in Layers(weights))
        {
            var there = "text_model." + layer;
            targets.Add(
                layer, "lora_te_" + Flat(there), "lora_te1_" + Flat(there), "lycoris_te_" + Flat(there),
                "text_encoder." + there, "text_encoders.clip_l.transformer." + there, "clip_l.transformer." + there, there);
        }
        return targets;
    }

    /// <summary>The weight or bias that a name in a LoRA file means; null when the network has none such.</summary>
    public string? Find(string name, bool bias)
    {
        if (!_layers.TryGetValue(name, out var layer)
            && !(name.StartsWith(PeftPrefix, StringComparison.Ordinal) && _layers.TryGetValue(name[PeftPrefix.Length..], out layer)))
        {
            return null;
        }
        var target = layer + (bias ? ".bias" : Weight);
        return _has(target) ? target : null;
    }

    private static IEnumerable<string> Layers(IReadOnlyCollection<string> weights) =>
        weights.Where(name => name.EndsWith(Weight, StringComparison.Ordinal)).Select(name => name[..^Weight.Length]);

    private static string Flat(string name) => name.Replace('.', '_');

    private void Add(string layer, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            _layers[name] = layer;
    }
}
