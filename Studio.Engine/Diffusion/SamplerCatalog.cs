using System.Collections.Frozen;
using System.Reflection;

namespace Studio.Engine.Diffusion;

/// <summary>Every sampler by name. A new one is a file in Samplers/: a sealed class below <see cref="Sampler"/> with a name.</summary>
public sealed class SamplerCatalog
{
    /// <summary>The order in which ComfyUI lists its samplers: clients show it, and workflows know it. Others follow by name.</summary>
    internal static readonly IReadOnlyList<string> ComfyOrder =
    [
        "euler", "euler_cfg_pp", "euler_ancestral", "euler_ancestral_cfg_pp", "heun", "heunpp2", "exp_heun_2_x0", "exp_heun_2_x0_sde",
        "dpm_2", "dpm_2_ancestral", "lms", "dpm_fast", "dpm_adaptive", "dpmpp_2s_ancestral", "dpmpp_2s_ancestral_cfg_pp", "dpmpp_sde",
        "dpmpp_sde_gpu", "dpmpp_2m", "dpmpp_2m_cfg_pp", "dpmpp_2m_sde", "dpmpp_2m_sde_gpu", "dpmpp_2m_sde_heun", "dpmpp_2m_sde_heun_gpu",
        "dpmpp_3m_sde", "dpmpp_3m_sde_gpu", "ddpm", "lcm", "ipndm", "ipndm_v", "deis", "res_multistep", "res_multistep_cfg_pp",
        "res_multistep_ancestral", "res_multistep_ancestral_cfg_pp", "gradient_estimation", "gradient_estimation_cfg_pp", "er_sde",
        "seeds_2", "seeds_3", "sa_solver", "sa_solver_pece", "ddim", "uni_pc", "uni_pc_bh2",
    ];

    private readonly FrozenDictionary<string, ISampler> _samplers;

    /// <exception cref="InvalidOperationException">Two samplers have one name.</exception>
    private SamplerCatalog(IReadOnlyList<ISampler> samplers)
    {
        if (samplers.CountBy(sampler => sampler.Name).FirstOrDefault(count => count.Value > 1) is { Key: { } twice })
            throw new InvalidOperationException($"Two samplers are called '{twice}'.");
        Names = ComfyOrder.First(samplers.Select(sampler => sampler.Name));
        _samplers = samplers.ToFrozenDictionary(sampler => sampler.Name);
    }

    /// <summary>All samplers of this engine.</summary>
    public static SamplerCatalog Default { get; } = In(typeof(Sampler).Assembly);

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

    internal static SamplerCatalog Of(params IEnumerable<ISampler> samplers) => new([.. samplers]);

    /// <summary>The samplers that assemblies hold.</summary>
    internal static SamplerCatalog In(params Assembly[] assemblies) => new([.. assemblies.Instances<ISampler>()]);
}
