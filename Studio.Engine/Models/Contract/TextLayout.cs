namespace Studio.Engine.Models;

/// <summary>How a text goes through the text encoders of a family, and how what they give comes together.</summary>
/// <param name="Name">As ComfyUI's loaders call the family: stable_diffusion, sdxl ...</param>
/// <param name="Parts">In the order in which their embeddings stand side by side; the last one gives the summary of the whole
/// text.</param>
internal sealed record TextLayout(string Name, params IReadOnlyList<TextPart> Parts)
{
    /// <summary>Whether these roles, and no others, are what it takes.</summary>
    public bool Takes(IEnumerable<NetworkRole> roles) => Parts.Select(part => part.Role).ToHashSet().SetEquals(roles);
}

/// <summary>One text encoder of a family.</summary>
/// <param name="Key">As ComfyUI names it in token lists and embedding files: l, g, h.</param>
/// <param name="Padding">The token that fills a chunk up.</param>
/// <param name="StopAtLayer">Where the family's denoiser expects it to end, counted from the end.</param>
/// <param name="NormsHidden">Whether a layer's output goes through the final norm.</param>
internal sealed record TextPart(string Key, NetworkRole Role, int Padding, int StopAtLayer, bool NormsHidden)
{
    /// <summary>What the names of its tensors begin with in a checkpoint of the family, up to and including the dot.</summary>
    public required string StoredAs { get; init; }

    /// <summary>Whether such checkpoints have it in OpenCLIP's names and not in those of transformers.</summary>
    public bool IsStoredAsOpenClip { get; init; }
}
