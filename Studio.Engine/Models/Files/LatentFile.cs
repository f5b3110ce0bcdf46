using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Studio.Engine.Models.Files;
using Studio.Engine.Tensors;

namespace Studio.Engine.Models;

/// <summary>
/// ComfyUI's .latent files: safetensors with the samples as latent_tensor, an empty latent_format_version_0 that says they have no model's
/// scale, and the prompt as metadata. Only the samples are kept; a noise mask and draws are not.
/// </summary>
public static class LatentFile
{
    public const string Extension = ".latent";

    public const string MimeType = "application/vnd.comfyui.latent";

    private const string Samples = "latent_tensor";
    private const string Version = "latent_format_version_0";
    private const float OldScale = 0.18215f; // files without a version hold samples in the scale of Stable Diffusion 1
    private const int Alignment = 8;

    /// <summary>The bytes of a file.</summary>
    /// <param name="metadata">Texts to keep with it; may be empty.</param>
    public static byte[] Write(Latent latent, IReadOnlyDictionary<string, string> metadata)
    {
        var samples = MemoryMarshal.AsBytes(latent.Samples.Span);
        var header = new JsonObject();
        if (metadata.Count > 0)
            header["__metadata__"] = new JsonObject(metadata.Select(pair => KeyValuePair.Create<string, JsonNode?>(pair.Key, pair.Value)));
        header[Samples] = Entry([.. latent.Samples.Shape], 0, samples.Length);
        header[Version] = Entry([0], samples.Length, samples.Length);
        var json = JsonSerializer.SerializeToUtf8Bytes(header);
        var padded = (json.Length + Alignment - 1) / Alignment * Alignment;
        var file = new byte[sizeof(ulong) + padded + samples.Length];
        BinaryPrimitives.WriteUInt64LittleEndian(file, (ulong)padded);
        json.CopyTo(file, sizeof(ulong));
        file.AsSpan(sizeof(ulong) + json.Length, padded - json.Length).Fill((byte)' ');
        samples.CopyTo(file.AsSpan(sizeof(ulong) + padded));
        return file;
    }

    /// <summary>Samples of any float type; those of files without a version are taken out of their scale.</summary>
    /// <exception cref="EngineException">BadFile: not a latent, or damaged.</exception>
    public static Latent Read(string path)
    {
        using var file = TensorFile.Open(path);
        var tensors = file.Header.Tensors;
        if (!tensors.TryGetValue(Samples, out var entry) || entry.Shape.Count < 3 || entry.Shape.Any(size => size is < 1 or > int.MaxValue))
            throw new EngineException(EngineError.BadFile,
                $"{Path.GetFileName(path)} holds no latent. Choose a file that a Save Latent node made.");
        var samples = new Tensor([.. entry.Shape.Select(size => (int)size)]);
        var numbers = new byte[samples.Length * sizeof(float)];
        WeightConversion.ToSingle(file, Samples, numbers, tensors.ContainsKey(Version) ? 1 : 1 / OldScale);
        MemoryMarshal.Cast<byte, float>(numbers).CopyTo(samples.Span);
        return new Latent(samples);
    }

    private static JsonObject Entry(int[] shape, int start, int end) => new()
    {
        ["dtype"] = "F32",
        ["shape"] = new JsonArray([.. shape.Select(JsonNode (size) => size)]),
        ["data_offsets"] = new JsonArray(start, end),
    };
}
