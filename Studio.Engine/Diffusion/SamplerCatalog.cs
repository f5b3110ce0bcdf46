using System.Collections.Frozen;
using System.Reflection;

namespace Studio.Engine.Diffusion;

/// <summary>Every sampler by name. A new one is a file in Samplers/: a sealed class below <see cref="Sampler"/> with a name.</summary>
public sealed class SamplerCatalog
{
    private readonly FrozenDictionary<string, ISampler> _samplers;

    /// <exception cref="InvalidOperationException">Two samplers have one name.</exception>
    private SamplerCatalog(IReadOnlyList<ISampler> samplers)
    {
        if (samplers.CountBy(sampler => sampler.Name).FirstOrDefault(count => count.Value > 1) is { Key: { } twice })
            throw new InvalidOperationException($"Two samplers are called '{twice}'.");
        Names = [.. samplers.Select(sampler => sampler.Name).Order(StringComparer.Ordinal)];
        _samplers = samplers.ToFrozenDictionary(sampler => sampler.Name);
    }

    /// <summary>All samplers of this engine.</summary>
    public static SamplerCatalog Default { get; } = In(typeof(Sampler).Assembly);

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

    internal static SamplerCatalog Of(params IEnumerable<ISampler> samplers) => new([.. samplers]);

    /// <summary>The samplers that assemblies hold.</summary>
    internal static SamplerCatalog In(params Assembly[] assemblies) => new([.. assemblies.Instances<ISampler>()]);
}
