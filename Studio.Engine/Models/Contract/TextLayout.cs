using Studio.Engine.Models.Diagrams;
using Studio.Engine.Tensors;
using Studio.Engine.Tokenizers;

namespace Studio.Engine.Models;

/// <summary>How a text goes through the text encoders of a family, and how what they give comes together.</summary>
/// <param name="Name">As ComfyUI's loaders call the family: stable_diffusion, sdxl, flux ...</param>
/// <param name="Parts">In the order in which <see cref="Join"/> takes what they give.</param>
internal sealed record TextLayout(string Name, params IReadOnlyList<TextPart> Parts)
{
    /// <summary>
    /// What the family's denoiser is told, of what each encoder gives; usually everything side by side, and the last one's summary.
    /// </summary>
    public Func<IReadOnlyList<EncodedText>, EncodedText> Join { get; init; } = EncodedText.SideBySide;

    /// <summary>
    /// Whether encoders that others take as well are meant for it only where its name is said: the same file is read in another way.
    /// </summary>
    public bool NeedsName { get; init; }

    /// <summary>Whether these roles, and no others, are what it takes.</summary>
    public bool Takes(IEnumerable<NetworkRole> roles) => Parts.Select(part => part.Role).ToHashSet().SetEquals(roles);
}

/// <summary>One text encoder of a family.</summary>
/// <param name="Key">As ComfyUI names it in token lists: l, g, h, t5xxl.</param>
/// <param name="Prompt">How a text becomes what it takes at once.</param>
/// <param name="StopAtLayer">Where the family's denoiser expects it to end, counted from the end.</param>
/// <param name="NormsHidden">Whether a layer's output goes through the final norm.</param>
internal sealed record TextPart(string Key, NetworkRole Role, IPromptLayout Prompt, int StopAtLayer, bool NormsHidden)
{
    /// <summary>As <see cref="StopAtLayer"/>: after all layers and the final norm, also where inner layers go without it.</summary>
    public const int End = 0;

    /// <summary>What the names of its tensors begin with in a checkpoint of the family, up to and including the dot.</summary>
    public required string StoredAs { get; init; }

    /// <summary>Whether such checkpoints have it in OpenCLIP's names and not in those of transformers.</summary>
    public bool IsStoredAsOpenClip { get; init; }

    /// <summary>Whether the family takes a text's summary through the encoder's own projection, where that has one.</summary>
    public bool ProjectsSummary { get; init; } = true;

    /// <summary>
    /// The layers, counted from the first, after which states are taken and put side by side; null: after one, where the family ends.
    /// </summary>
    public IReadOnlyList<int>? Layers { get; init; }

    /// <summary>As files with vectors for several encoders call it.</summary>
    public string EmbeddingKey => Key.Length == 1 ? "clip_" + Key : Key;

    /// <summary>The encoder as far as the family runs it.</summary>
    public Network Fit(Network network) => Layers is { } layers && network is QwenText text
        ? text with { Depth = Math.Min(text.Layers, layers.Max()) }
        : network;
}

/// <summary>What a text encoder gives of a text.</summary>
/// <param name="Hidden">[1,T,D]: one row per token.</param>
/// <param name="Summary">[1,D'] of the whole text; null where the encoder gives none.</param>
internal sealed record EncodedText(Tensor Hidden, Tensor? Summary)
{
    /// <summary>Of an encoder that was not asked.</summary>
    public static EncodedText Nothing { get; } = new(new Tensor(1, 0, 0), null);

    /// <summary>[1,T,D] each to [1,T,sum of D], with the summary of the last.</summary>
    public static EncodedText SideBySide(IReadOnlyList<EncodedText> parts)
    {
        if (parts.Count == 1)
            return parts[0];
        var joined = new Tensor(1, parts[0].Hidden.Size(1), parts.Sum(part => part.Hidden.Size(2)));
        var width = joined.Size(2);
        for (var token = 0; token < joined.Size(1); token++)
        {
            var at = token * width;
            foreach (var part in parts)
            {
                part.Hidden.Span.Slice(token * part.Hidden.Size(2), part.Hidden.Size(2)).CopyTo(joined.Span[at..]);
                at += part.Hidden.Size(2);
            }
        }
        return new EncodedText(joined, parts[^1].Summary);
    }
}
