namespace Studio.Engine.Models;

/// <summary>A name that LoRA files have for a layer of a network, or for some of its rows.</summary>
/// <param name="Name">What stands before ".lora_up.weight" and the like.</param>
/// <param name="Layer">As the network knows it, without ".weight".</param>
public sealed record LoraName(string Name, string Layer)
{
    /// <summary>
    /// The rows of weight and bias that it means, where the network has in one what files have in several: queries, keys and values, or the
    /// first layers of attention and feed-forward side by side. Null is all.
    /// </summary>
    public LayerRows? Rows { get; init; }

    /// <summary>
    /// The other way round: the rows of what the file has that are for this layer, where it has in one what the network has in several.
    /// Null is all.
    /// </summary>
    public LayerRows? FileRows { get; init; }

    /// <summary>Whether the file has the two halves of these rows in the other order: scale and shift of a last modulation.</summary>
    public bool HasHalvesSwapped { get; init; }
}

/// <summary>So many rows of a layer, the first axis of its weight.</summary>
public sealed record LayerRows(int Start, int Count);
