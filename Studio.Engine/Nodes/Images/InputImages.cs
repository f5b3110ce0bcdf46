using System.Security.Cryptography;
using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes;

/// <summary>The pictures of the input folder.</summary>
public sealed class InputImageNames : IOwnChoices
{
    public IReadOnlyList<string> ChoicesIn(IImageStore store) => store.InputNames();
}

public sealed record LoadedImage(Image Image, Mask Mask);

internal static class ImageStoreExtensions
{
    /// <summary>The path of a picture that a prompt names.</summary>
    /// <exception cref="EngineException">It is not there (BadFile).</exception>
    public static string Require(this IImageStore store, string name) => store.Find(name)
        ?? throw new EngineException(EngineError.BadFile, $"There is no picture {name}. Upload it, or choose one that is listed.");

    /// <summary>
    /// A picture that a prompt names. Of a damaged file what can be had, as ComfyUI does, and a word to whoever sent the prompt.
    /// </summary>
    /// <exception cref="EngineException">It is not there or no picture (BadFile).</exception>
    public static DecodedImage Load(this IImageStore store, string name, NodeContext context)
    {
        var picture = ImageCodec.Load(store.Require(name));
        if (picture.Damage is { } damage)
            context.Warn($"{damage} Until then the part that can be read is used, and the rest is black, grey or white.");
        return picture;
    }

    /// <summary>SHA-256 of a picture's file; null when it is not there.</summary>
    public static string? HashOf(this IImageStore store, string name)
    {
        if (store.Find(name) is not { } path)
            return null;
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
