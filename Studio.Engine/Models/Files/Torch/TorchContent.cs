namespace Studio.Engine.Models.Files.Torch;

/// <summary>What a torch file holds.</summary>
/// <param name="Root">The value that was saved, with <see cref="TorchTensor"/>s in it.</param>
/// <param name="Locate">Where the numbers of a storage's key begin, and how many bytes they are.</param>
internal sealed record TorchContent(object? Root, Func<TorchStorage, (long Start, long Length)> Locate)
{
    /// <summary>The most bytes of a pickle, as many as a safetensors header may have.</summary>
    public const int MaxPickleLength = 100_000_000;
}
