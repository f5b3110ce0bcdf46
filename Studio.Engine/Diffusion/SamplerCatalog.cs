using System.Collections.Frozen;

namespace Studio.Engine.Diffusion;

/// <summary>Every sampler by name. A new one is a file in Samplers/: a sealed class below <see cref="Sampler"/> with a name.</summary>
public sealed class SamplerCatalog
{
    private readonly FrozenDictionary<string, ISampler> _samplers;

    internal SamplerCatalog(IReadOnlyDictionary<string, ISampler> samplers)
    {
        Names = [.. samplers.Keys.Order(StringComparer.Ordinal)];
        _samplers = samplers.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>In alphabetical order; clients see them in another (<c>SamplerNames</c>).</summary>
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
}
