namespace Studio.Engine.Models.Patching;

/// <summary>Which layer of a network a LoRA means: every spelling that trainers use, for the layers that a model file has.</summary>
internal sealed class LoraTargets
{
    private const string Weight = ".weight";
    private const string Scale = ".scale"; // of norms, in some layouts
    private const string Bias = ".bias";
    private const string PeftPrefix = "base_model.model.";

    private readonly Dictionary<string, List<(LoraName Name, int Order)>> _names = new(StringComparer.Ordinal);
    private readonly Func<string, bool> _has;

    private LoraTargets(Func<string, bool> has) => _has = has;

    /// <param name="weights">Those that the file has, named without the network's prefix.</param>
    /// <param name="place">Which of the model's text encoders it is, from 0.</param>
    public static LoraTargets Of(Network network, IReadOnlyCollection<string> weights, int place = 0)
    {
        var targets = new LoraTargets(weights.ToHashSet(StringComparer.Ordinal).Contains);
        var layers = weights.Select(LayerOf).Where(layer => layer.Length > 0);
        foreach (var (name, order) in network.LoraNames(layers, place).Select((name, order) => (name, order)))
        {
            if (!targets._names.TryGetValue(name.Name, out var meant))
                targets._names[name.Name] = meant = [];
            // a name has one meaning, unless it means a part of several layers
            if (name.FileRows is null)
                meant.Clear();
            meant.Add((name, order));
        }
        return targets;
    }

    /// <summary>The layer that a weight is of; nothing for what is no weight.</summary>
    private static string LayerOf(string weight) => weight.EndsWith(Weight, StringComparison.Ordinal) ? weight[..^Weight.Length]
        : weight.EndsWith(Scale, StringComparison.Ordinal) ? weight[..^Scale.Length] : "";

    /// <summary>
    /// The weight or bias that a name in a LoRA file means, or several that it has in one; none when the network has none such.
    /// </summary>
    /// <remarks>A name may also end in .bias itself, as some files have it for differences of biases.</remarks>
    public IReadOnlyList<LoraTarget> Find(string name, bool bias)
    {
        if (!bias && name.EndsWith(Bias, StringComparison.Ordinal))
            return Find(name[..^Bias.Length], bias: true);
        return
        [
            .. Known(name).Select(known => new LoraTarget(known.Name.Layer + Ending(known.Name.Layer, bias), known.Name, known.Order))
                .Where(target => _has(target.Weight)),
        ];
    }

    private string Ending(string layer, bool bias) => bias ? Bias : _has(layer + Weight) ? Weight : Scale;

    private List<(LoraName Name, int Order)> Known(string name)
    {
        if (_names.TryGetValue(name, out var known))
            return known;
        // PEFT wraps what it trains, and some savers put the network's name before that
        var wrapper = name.IndexOf(PeftPrefix, StringComparison.Ordinal);
        return wrapper >= 0 && _names.TryGetValue(name.Remove(wrapper, PeftPrefix.Length), out known) ? known : [];
    }
}

/// <summary>A weight or bias that a LoRA's module is for.</summary>
/// <param name="Weight">Named without the network's prefix.</param>
/// <param name="Order">Of two modules for the same rows the one with the larger number counts.</param>
internal sealed record LoraTarget(string Weight, LoraName Name, int Order);
