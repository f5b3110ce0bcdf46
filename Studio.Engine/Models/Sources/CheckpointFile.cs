using System.Buffers.Binary;
using System.Globalization;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Studio.Engine.Diffusion;
using Studio.Engine.Models.Diagrams;
using Studio.Engine.Models.Files;
using Studio.Engine.Runtime;

namespace Studio.Engine.Models;

/// <summary>
/// A checkpoint written from its parts with their patches in the weights, in the layout of the latent diffusion code. Types stay as they
/// are in the parts' files, but for 8 bits, which become half precision. One weight is in memory at a time.
/// </summary>
public sealed class CheckpointFile
{
    private static readonly string[] Scales = ["scaled_fp8", ".scale_weight", ".weight_scale", ".scale_input", ".input_scale",
        ".weight_scale_2", ".comfy_quant"];

    private readonly List<Part> _parts;
    private readonly List<string> _markers = [];
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);

    /// <exception cref="EngineException">Unsupported: a part is an ONNX network, or of a family that is not written yet.</exception>
    public CheckpointFile(DiffusionModel model, ClipModel clip, VaeModel vae)
    {
        var (unet, source) = ((UNet)model.Network.Network, model.Network.Source);
        if (clip.Encoders is not [{ Network: ClipText { Role.Name: "text:clip_l" } text } encoder] || unet.LabelWidth > 0)
            throw new EngineException(EngineError.Unsupported,
                $"A checkpoint of {model.Family.Name} with {clip.Name} cannot be written yet: only those of Stable Diffusion 1.x can.");
        _parts =
        [
            new Part(model.Network, "model.diffusion_model."), new Part(encoder, "cond_stage_model.transformer.text_model."),
            .. vae.Halves.Select(half => new Part(half, "first_stage_model.")),
        ];
        var isVelocity = model.Parameterization == Parameterization.Velocity;
        if (isVelocity)
            _markers.Add("v_pred");
        if (model.Sigmas == SigmaTable.ZeroTerminalSnr)
            _markers.Add("ztsnr");
        _metadata["unet.heads"] = unet.Heads.At(unet.ModelChannels).ToString(CultureInfo.InvariantCulture);
        _metadata["text.heads"] = text.Heads.ToString(CultureInfo.InvariantCulture);
        foreach (var key in new[] { "native_resolution", "modelspec.resolution" })
        {
            if (source.Metadata.TryGetValue(key, out var resolution))
                _metadata[key] = resolution;
        }
        _metadata["modelspec.sai_model_spec"] = "1.0.0";
        _metadata["modelspec.architecture"] = "stable-diffusion-v1";
        _metadata["modelspec.predict_key"] = isVelocity ? "v" : "epsilon";
    }

    /// <summary>Writes the whole file.</summary>
    /// <param name="texts">More metadata, such as the prompt.</param>
    /// <param name="progress">Told how many tensors of how many are written.</param>
    /// <exception cref="EngineException">BadFile: a file it reads from changed or is gone.</exception>
    public void Write(Stream target, IReadOnlyDictionary<string, string> texts, Action<int, int> progress,
        CancellationToken cancellationToken)
    {
        var header = Header(texts);
        var length = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        target.Write(length);
        target.Write(header);
        var (done, total) = (0, _parts.Sum(part => part.Tensors.Count));
        foreach (var part in _parts)
        {
            using var reader = part.Recipe.OpenWeights(keepHalf: true, cancellationToken);
            foreach (var (name, entry) in part.Tensors)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Write(target, reader, name, entry);
                reader.Weights.Release();
                progress(++done, total);
            }
        }
    }

    private byte[] Header(IReadOnlyDictionary<string, string> texts)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteStartObject("__metadata__");
            foreach (var (key, text) in _metadata.Concat(texts.Where(text => !_metadata.ContainsKey(text.Key))))
                json.WriteString(key, text);
            json.WriteEndObject();
            var offset = 0L;
            foreach (var marker in _markers)
                WriteEntry(json, marker, "F32", [0], offset, 0);
            foreach (var part in _parts)
            {
                foreach (var (name, entry) in part.Tensors)
                {
                    var bytes = StoredBytes(entry);
                    WriteEntry(json, part.Prefix + name, StoredType(entry), entry.Shape, offset, bytes);
                    offset += bytes;
                }
            }
            json.WriteEndObject();
        }
        // the format's readers like the numbers to begin at a multiple of 8
        stream.Write(Encoding.ASCII.GetBytes(new string(' ', (int)(-stream.Length & 7))));
        return stream.ToArray();
    }

    private static void WriteEntry(Utf8JsonWriter json, string name, string type, IEnumerable<long> shape, long offset, long bytes)
    {
        json.WriteStartObject(name);
        json.WriteString("dtype", type);
        json.WriteStartArray("shape");
        foreach (var size in shape)
            json.WriteNumberValue(size);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(offset);
        json.WriteNumberValue(offset + bytes);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Stream target, WeightReader reader, string name, TensorEntry entry)
    {
        if (!IsWeight(entry))
        {
            target.Write(reader.Raw(name, entry.ByteLength));
            return;
        }
        var (type, data) = reader.Weights.Get(name, [.. entry.Shape]);
        if (type is not ElementType.Float32 || StoredType(entry) == "F32")
        {
            target.Write(data.Span);
            return;
        }
        var numbers = MemoryMarshal.Cast<byte, float>(data.Span);
        var half = new ushort[numbers.Length];
        if (StoredType(entry) == "BF16")
            WeightConversion.ToBFloat16(numbers, half);
        else
            TensorPrimitives.ConvertToHalf(numbers, MemoryMarshal.Cast<ushort, Half>(half.AsSpan()));
        target.Write(MemoryMarshal.AsBytes<ushort>(half));
    }

    private static string StoredType(TensorEntry entry) => entry.DType switch
    {
        "F64" => "F32",
        "F8_E4M3" or "F8_E5M2" => "F16",
        var same => same,
    };

    private static long StoredBytes(TensorEntry entry) =>
        IsWeight(entry) ? (long)entry.Count() * TensorTypes.Bits(StoredType(entry))!.Value / 8 : entry.ByteLength;

    private static bool IsWeight(TensorEntry entry) =>
        entry.Count() > 0 && TensorTypes.Element(entry.DType) is ElementType.Float32 or ElementType.Float16
        or ElementType.BFloat16 or ElementType.Float64 or ElementType.Float8E4M3 or ElementType.Float8E5M2;

    /// <summary>
    /// One network and the names it has in the new file. The factors of 8-bit weights are multiplied in, and so not written.
    /// </summary>
    private sealed record Part(NetworkRecipe Recipe, string Prefix)
    {
        public IReadOnlyList<(string Name, TensorEntry Entry)> Tensors { get; } =
        [
            .. Recipe.Weights()
                .Where(weight => !Scales.Any(scale => weight.Key.EndsWith(scale, StringComparison.Ordinal)))
                .OrderBy(weight => weight.Key, StringComparer.Ordinal).Select(weight => (weight.Key, weight.Value)),
        ];
    }
}
