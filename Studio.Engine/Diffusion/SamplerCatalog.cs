using System.Collections.Frozen;

namespace Studio.Engine.Diffusion;

/// <summary>Every sampler by name. A new one is a file in Samplers/: a sealed class below <see cref="Sampler"/> with a name and a place.</summary>
public sealed class SamplerCatalog
{
    private readonly FrozenDictionary<string, ISampler> _samplers;

    private SamplerCatalog(IEnumerable<Sampler> samplers)
    {
        var ordered = samplers.OrderBy(sampler => sampler.Place).ToList();
        foreach (var (first, second) in ordered.Zip(ordered.Skip(1)).Where(pair => pair.First.Place == pair.Second.Place))
            throw new InvalidOperationException($"Samplers '{first.Name}' and '{second.Name}' both want place {first.Place} in the list.");
        if (ordered.CountBy(sampler => sampler.Name).FirstOrDefault(count => count.Value > 1) is { Key: { } twice })
            throw new InvalidOperationException($"Two samplers are called '{twice}'.");
        Names = [.. ordered.Select(sampler => sampler.Name)];
        _samplers = ordered.ToFrozenDictionary(sampler => sampler.Name, ISampler (sampler) => sampler);
    }

    /// <summary>All samplers of this engine.</summary>
    public static SamplerCatalog Default { get; } = new(typeof(Sampler).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(Sampler)) && !type.IsAbstract)
        .Select(type => (Sampler)Activator.CreateInstance(type)!));

    /// <summary>The names in the order clients expect them, which is part of the wire format.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The sampler of that name.</summary>
    /// <exception cref="EngineException">There is none; the message lists the nearest names.</exception>
    public ISampler Get(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (_samplers.TryGetValue(name, out var sampler))
            return sampler;
        var near = Names.OrderBy(other => NearestNames.Distance(name, other)).Take(3);
        throw new EngineException(EngineError.BadPrompt, $"There is no sampler '{name}'. Near names: {string.Join(", ", near)}.");
    }

    internal static SamplerCatalog Of(params IEnumerable<Sampler> samplers) => new(samplers);
}
