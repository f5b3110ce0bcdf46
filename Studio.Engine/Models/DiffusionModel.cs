using System.Collections.Immutable;
using Studio.Engine.Diffusion;
using Studio.Engine.Models.Patching;

namespace Studio.Engine.Models;

/// <summary>
/// A denoising network and what is done to it: the value on MODEL wires, a recipe that holds no weights. It works in a space of its own,
/// <see cref="Latent"/>; <see cref="LatentSampling"/> goes there and back.
/// </summary>
[WireType("MODEL")]
public sealed record DiffusionModel
{
    internal DiffusionModel(NetworkRecipe network)
    {
        Network = network;
        Sigmas = Family.Sigmas;
        Parameterization = Family.Parameterization;
        Latent = Family.Latent;
    }

    public ModelFamily Family => Network.Source.Family;

    /// <summary>The noise levels it is sampled on.</summary>
    public SigmaTable Sigmas { get; private init; }

    /// <summary>What it predicts.</summary>
    public Parameterization Parameterization { get; private init; }

    /// <summary>The space that it works in: its family's, unless the weights were trained in another.</summary>
    public LatentFormat Latent { get; private init; }

    /// <summary>Channels of the latent it works on, 4 for SD 1.x.</summary>
    public int LatentChannels => Latent.Channels;

    /// <summary>The denoiser with all that was done to its weights and its graph.</summary>
    internal NetworkRecipe Network { get; private init; }

    /// <summary>What else was done to how it predicts, in the order in which it was asked for.</summary>
    internal ImmutableList<ModelPatch> Patches { get; private init; } = [];

    /// <summary>The same weights told to predict otherwise (ComfyUI's ModelSamplingDiscrete).</summary>
    public DiffusionModel WithSampling(SigmaTable sigmas, Parameterization parameterization) =>
        this with { Sigmas = sigmas, Parameterization = parameterization };

    /// <summary>The same weights taken for those of another space with as many channels, as the file does not say so itself.</summary>
    internal DiffusionModel WithLatent(LatentFormat latent) => this with { Latent = latent };

    /// <summary>
    /// The same model with weights between its own and another's: ratio times its own plus 1 - ratio times the other's, where both have a
    /// weight of that name and size. Everything else, what it predicts included, is its own.
    /// </summary>
    /// <exception cref="EngineException">The other is of another family (BadPrompt), or one of them is an ONNX folder
    /// (Unsupported).</exception>
    public DiffusionModel Merged(DiffusionModel other, float ratio)
    {
        var change = new MergeChange(other.Network, ratio);
        change.RequireFit(Network);
        return ratio == 1 ? this : With(change);
    }

    /// <summary>The same model with other weights.</summary>
    internal DiffusionModel With(WeightChange change) => this with { Network = Network.With(change) };

    internal DiffusionModel With(ModelPatch patch)
    {
        var earlier = Patches.Find(other => patch.Join(other) is not null);
        var patches = earlier is null ? Patches.Add(patch) : Patches.Replace(earlier, patch.Join(earlier)!);
        var graph = GraphPatches.Of(patches.Select(one => one.Graph).OfType<GraphPatch>());
        var network = patch.Weights is { } weights ? Network.With(weights) : Network;
        return this with { Patches = patches, Network = network with { Patches = graph } };
    }
}
