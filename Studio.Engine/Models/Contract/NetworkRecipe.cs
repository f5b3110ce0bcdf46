using Studio.Engine.Models.Files;
using Studio.Engine.Models.Patching;

namespace Studio.Engine.Models;

/// <summary>
/// What a network is made of: a network of a source, and everything that is done to it. Equal recipes make, and share, one session.
/// </summary>
internal sealed record NetworkRecipe(ModelSource Source, Network Network)
{
    public WeightChanges Changes { get; init; } = WeightChanges.None;

    public GraphPatches Patches { get; init; } = GraphPatches.None;

    /// <summary>Whether it stays in main memory and is computed there, also where there is a device with a memory of its own.</summary>
    public bool InMainMemory { get; init; }

    /// <summary>Whether it is made from this file or folder.</summary>
    public bool Uses(string path) => Source.Path == path || Changes.Uses(path);

    /// <summary>About how many bytes of weights it will take.</summary>
    public long EstimateBytes(ModelPoolOptions options) => Source.EstimateBytes(Network, options) + Changes.LentBytes;

    /// <summary>Its weights in the file by their names without its prefix, with the shapes that the changes leave them.</summary>
    /// <inheritdoc cref="ModelSource.Weights"/>
    public IReadOnlyDictionary<string, TensorEntry> Weights() => Changes.Enlarged(Source.Weights(Network));

    /// <summary>Opens its weights, changes included, to be read one by one.</summary>
    /// <inheritdoc cref="ModelSource.OpenWeights"/>
    public WeightReader OpenWeights(KeptTypes kept, CancellationToken cancellationToken) =>
        Source.OpenWeights(Network, Changes, kept, cancellationToken);

    /// <summary>The same with changed weights; a network whose layer grows is the one with the larger layer.</summary>
    public NetworkRecipe With(WeightChange change) => this with
    {
        Changes = Changes.With(change),
        Network = change.Enlarges.Aggregate(Network, (network, weight) => network.Enlarged(weight.Key, weight.Value) ?? network),
    };
}
