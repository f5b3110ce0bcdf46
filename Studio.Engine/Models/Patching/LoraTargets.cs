using Studio.Engine.Models.Diagrams;
using Studio.Engine.Models.Files;

namespace Studio.Engine.Models.Patching;

/// <summary>Which layer of a network a LoRA means: every spelling that trainers use, for the layers that a model file has.</summary>
internal sealed class LoraTargets
{
    private const string Weight = ".weight";
    private const string Bias = ".bias";
    private const int Diffusers = 10;
    private const string PeftPrefix = "base_model.model.";

    private readonly Dictionary<string, (string Layer, int Order)> _layers = new(StringComparer.Ordinal);
    private readonly Func<string, bool> _has;

    private LoraTargets(Func<string, bool> has) => _has = has;

    /// <param name="weights">Names without the network's prefix.</param>
    public static LoraTargets OfUNet(IReadOnlyCollection<string> weights, UNet unet)
    {
        var targets = new LoraTargets(weights.ToHashSet(StringComparer.Ordinal).Contains);
        var diffusers = new DiffusersNames(unet.BlockCounts);
        foreach (var layer in Layers(weights))
        {
            targets.Add(layer, 0, "diffusion_model." + layer, "lora_unet_" + Flat(layer));
            if (diffusers.Of(layer) is not { } there)
                continue;
            // older files name the attention's processor, and its last layer without the 0
            var processor = there.Replace(".to_", ".processor.to_", StringComparison.Ordinal);
            var last = processor.EndsWith(".to_out.0", StringComparison.Ordinal) ? processor[..^2] : processor;
            targets.Add(layer, Diffusers, "lora_unet_" + Flat(there), "lycoris_" + Flat(there), "unet." + there, there, "unet." + last,
                last);
        }
        return targets;
    }

    /// <param name="weights">Names without the network's prefix.</param>
    /// <param name="role">Which text encoder it is: some files name it.</param>
    /// <param name="place">Which of the model's text encoders it is, from 0: other files number them, and many leave out the first's
    /// number.</param>
    public static LoraTargets OfText(IReadOnlyCollection<string> weights, NetworkRole role, int place)
    {
        var targets = new LoraTargets(weights.ToHashSet(StringComparer.Ordinal).Contains);
        var key = role.Name[(role.Name.IndexOf(':', StringComparison.Ordinal) + 1)..];
        foreach (var layer in Layers(weights))
        {
            var there = layer.StartsWith("text_projection", StringComparison.Ordinal) ? layer : "text_model." + layer;
            var flat = Flat(there);
            targets.Add(layer, 0, $"lora_te{place + 1}_{flat}", $"lycoris_te{place + 1}_{flat}", $"text_encoders.{key}.transformer.{there}",
                $"{key}.transformer.{there}");
            if (place == 0)
                targets.Add(layer, 0, "lora_te_" + flat, "lycoris_te_" + flat, "text_encoder." + there, there);
            else
                targets.Add(layer, 0, $"text_encoder_{place + 1}.{there}");
        }
        return targets;
    }

    /// <summary>The weight or bias that a name in a LoRA file means; null when the network has none such.</summary>
    /// <remarks>A name may also end in .bias itself, as some files have it for differences of biases.</remarks>
    public string? Find(string name, bool bias)
    {
        if (!bias && name.EndsWith(Bias, StringComparison.Ordinal))
            return Find(name[..^Bias.Length], bias: true);
        var target = Known(name)?.Layer + (bias ? Bias : Weight);
        return _has(target) ? target : null;
    }

    /// <summary>Of two names for one weight the one with the larger number counts.</summary>
    public int Order(string name) =>
        Known(name)?.Order ?? Known(name.EndsWith(Bias, StringComparison.Ordinal) ? name[..^Bias.Length] : name)?.Order ?? -1;

    private (string Layer, int Order)? Known(string name)
    {
        if (_layers.TryGetValue(name, out var known))
            return known;
        // PEFT wraps what it trains, and some savers put the network's name before that
        var wrapper = name.IndexOf(PeftPrefix, StringComparison.Ordinal);
        return wrapper >= 0 && _layers.TryGetValue(name.Remove(wrapper, PeftPrefix.Length), out known) ? known : null;
    }

    private static IEnumerable<string> Layers(IReadOnlyCollection<string> weights) =>
        weights.Where(name => name.EndsWith(Weight, StringComparison.Ordinal)).Select(name => name[..^Weight.Length]);

    private static string Flat(string name) => name.Replace('.', '_');

    private void Add(string layer, int order, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            _layers[name] = (layer, order++);
    }
}
