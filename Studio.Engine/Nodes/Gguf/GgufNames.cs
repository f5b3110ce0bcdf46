using System.Reflection;
using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

/// <summary>GGUF files of one kind.</summary>
public abstract class GgufNames(IModelFiles files, string kind) : IChoices
{
    internal const string Extension = ".gguf";

    public IReadOnlyList<string> Choices =>
        [.. files.Names(kind).Where(name => name.EndsWith(Extension, StringComparison.OrdinalIgnoreCase))];

    public IReadOnlyList<string> Matches(string value) => ModelNameMatches.Of(value, Choices);
}

public sealed class GgufModelNames(IModelFiles files) : GgufNames(files, "diffusion_models");

/// <summary>What a loader of text encoders knows as types.</summary>
public abstract class TextEncoderTypes(Type loader) : IChoices
{
    public IReadOnlyList<string> Choices { get; } = loader.GetProperty("Type")!.GetCustomAttribute<InputAttribute>()!.Choices!;
}

public sealed class OneTextEncoderTypes() : TextEncoderTypes(typeof(ClipLoader));

public sealed class TwoTextEncoderTypes() : TextEncoderTypes(typeof(DualClipLoader));
