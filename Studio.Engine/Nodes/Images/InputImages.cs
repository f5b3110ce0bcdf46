using System.Security.Cryptography;
using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes;

/// <summary>The pictures of the input folder.</summary>
public sealed class InputImageNames(IImageStore store) : IChoices
{
    public IReadOnlyList<string> Choices => store.InputNames();
}

public sealed record LoadedImage(Image Image, Mask Mask);

internal static class ImageStoreExtensions
{
    /// <summary>The path of a picture that a prompt names.</summary>
    /// <exception cref="EngineException">It is not there (BadFile).</exception>
    public static string Require(this IImageStore store, string name) => store.Find(name)
        ?? throw new EngineException(EngineError.BadFile, $"There is no picture {name}. Upload it, or choose one that is listed.");

    /// <summary>SHA-256 of a picture's file; null when it is not there.</summary>
    public static string? HashOf(this IImageStore store, string name)
    {
        if (store.Find(name) is not { } path)
            return null;
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
