using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes.Packs;

/// <summary>The files of one kind after a word that means none of them.</summary>
public abstract class OptionalNames(IModelFiles files, string kind, string none) : IChoices
{
    public IReadOnlyList<string> Choices => [none, .. files.Names(kind)];

    public IReadOnlyList<string> Matches(string value) => ModelNameMatches.Of(value, files.Names(kind));
}

public sealed class OptionalLoraNames(IModelFiles files) : OptionalNames(files, "loras", "None");

public sealed class OptionalControlNames(IModelFiles files) : OptionalNames(files, "controlnet", "None");

public sealed class OptionalCheckpointNames(IModelFiles files) : OptionalNames(files, "checkpoints", "None");

public sealed class VaeOrBakedNames(IModelFiles files) : OptionalNames(files, "vae", "Baked VAE");

public sealed class CheckpointOrSameNames(IModelFiles files) : OptionalNames(files, "checkpoints", "(use same)");
