using Studio.Engine.Diffusion;
using Studio.Engine.Models.Families;

namespace Studio.Engine.Models;

/// <summary>What a file or folder holds and how it is sampled, with every size read from its tensors' shapes.</summary>
/// <param name="Name">"SD 1.x", for people.</param>
public sealed record ModelFamily(string Name)
{
    /// <summary>The space that its denoiser works in.</summary>
    public required LatentFormat Latent { get; init; }

    /// <summary>The noise levels it was trained on.</summary>
    public SigmaTable Sigmas { get; init; } = SigmaTable.StableDiffusion;

    /// <summary>What its denoiser predicts.</summary>
    public Parameterization Parameterization { get; init; } = Parameterization.Epsilon;

    /// <summary>What makes good pictures with it, for whoever does not say.</summary>
    public GenerationDefaults Defaults { get; init; } = new();

    /// <summary>Why it makes no picture alone, and what to do: ends "this model ..."; null when it does.</summary>
    public string? NeedsAnother { get; init; }

    /// <summary>Whether all that makes a picture of a text is in one file.</summary>
    public bool IsWhole => HasDenoiser && Networks.Any(network => network.Role.IsText) && Find(NetworkRole.VaeDecoder) is not null;

    /// <summary>What the ModelSpec standard calls it; null when it has no name there.</summary>
    public string? Architecture { get; init; }

    /// <summary>Whether there is something to sample with.</summary>
    public bool HasDenoiser => Find(NetworkRole.Denoiser) is not null;

    /// <summary>What the file has, at most one of each role.</summary>
    public IReadOnlyList<Network> Networks { get; init; } = [];

    /// <summary>How texts for its denoiser are encoded, also when the file has no encoder; null when that is not known.</summary>
    internal TextLayout? Text { get; init; }

    /// <summary>What networks are called in a checkpoint that is written.</summary>
    public CheckpointNames Checkpoint { get; init; } = new();

    /// <summary>
    /// What its denoiser is told of a text: unless it says otherwise the embedding, as <see cref="DenoiserNetwork.ContextInput"/>.
    /// </summary>
    public IConditioningInputs Conditioning { get; init; } = TextInputs.Instance;

    internal Network? Find(NetworkRole role) => Networks.FirstOrDefault(network => network.Role == role);

    internal T? Find<T>()
        where T : Network => Networks.OfType<T>().FirstOrDefault();
}

/// <summary>Where to begin when nothing else is asked for.</summary>
/// <param name="Side">Pixels of the square that it was trained on.</param>
public sealed record GenerationDefaults(int Side = 512, int Steps = 25, double Guidance = 5, string Sampler = "euler",
    string Scheduler = "normal");
