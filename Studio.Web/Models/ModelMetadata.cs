using System.Buffers.Binary;
using System.Text.Json;
using Studio.Engine;
using Studio.Engine.Models;
using Studio.Engine.Models.Files;

namespace Studio.Web.Models;

/// <summary>What a model file says of itself, and the pictures that people put beside or into it.</summary>
public static class ModelMetadata
{
    /// <summary>A longer header is not looked into for its texts alone, as in ComfyUI.</summary>
    private const int MaxHeaderBytes = 1 << 20;

    private const long MaxPreviewBytes = 32 << 20;

    private static readonly string[] PictureExtensions = [".png", ".jpg", ".jpeg", ".webp", ".gif", ".avif"];

    /// <summary>
    /// The texts under __metadata__; null when the file is no .safetensors, is broken, has none, or has a header beyond 1 MiB.
    /// </summary>
    public static IReadOnlyDictionary<string, string>? Read(ModelFile file)
    {
        if (!file.Path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase) || !HasShortHeader(file.Path))
            return null;
        try
        {
            return TensorFormats.Read(file.Path).Metadata is { Count: > 0 } metadata ? metadata : null;
        }
        catch (EngineException)
        {
            return null;
        }
    }

    /// <summary>
    /// The bytes of a model's preview picture, not decoded: model.png or model.preview.png beside it, else what its metadata holds
    /// (ssmd_cover_images, modelspec.thumbnail). Null when there is none.
    /// </summary>
    public static byte[]? Preview(ModelFile file)
    {
        var stem = Path.ChangeExtension(file.Path, null);
        var beside = PictureExtensions.Select(extension => stem + extension)
            .Concat(PictureExtensions.Select(extension => $"{stem}.preview{extension}"));
        return beside.Select(PictureAt).FirstOrDefault(picture => picture is not null)
            ?? (Read(file) is { } metadata ? Embedded(metadata) : null);
    }

    private static byte[]? PictureAt(string path)
    {
        try
        {
            return OrdinaryFile.Exists(path) && new FileInfo(path).Length <= MaxPreviewBytes ? File.ReadAllBytes(path) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The first text that is one in base64, the thumbnail's without what stands before the comma of a data URI.</summary>
    private static byte[]? Embedded(IReadOnlyDictionary<string, string> metadata)
    {
        var thumbnail = metadata.GetValueOrDefault("modelspec.thumbnail", "");
        return TextsIn(metadata.GetValueOrDefault("ssmd_cover_images", "")).Append(thumbnail[(thumbnail.IndexOf(',') + 1)..])
            .Select(FromBase64).FirstOrDefault(bytes => bytes is { Length: > 0 });
    }

    private static byte[]? FromBase64(string text)
    {
        var bytes = new byte[(text.Length / 4 * 3) + 3];
        return Convert.TryFromBase64String(text, bytes, out var length) ? bytes[..length] : null;
    }

    /// <summary>The texts of a JSON list; none when it is something else.</summary>
    private static List<string> TextsIn(string json)
    {
        try
        {
            using var list = JsonDocument.Parse(json);
            return list.RootElement.ValueKind != JsonValueKind.Array ? [] :
                [.. list.RootElement.EnumerateArray().Where(entry => entry.ValueKind == JsonValueKind.String)
                    .Select(entry => entry.GetString()!)];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) // no JSON, or half a character in a text
        {
            return [];
        }
    }

    private static bool HasShortHeader(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            Span<byte> length = stackalloc byte[sizeof(ulong)];
            return file.ReadAtLeast(length, length.Length, throwOnEndOfStream: false) == length.Length
                && BinaryPrimitives.ReadUInt64LittleEndian(length) <= MaxHeaderBytes;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
