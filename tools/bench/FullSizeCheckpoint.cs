using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using Studio.Engine.Models;
using Studio.Tests.Support;

namespace Studio.Bench;

/// <summary>Files with the names and shapes of real ones and random numbers, written as a stream: they are gigabytes.</summary>
internal static class FullSizeCheckpoint
{
    public static ModelShapes Family => TinyModel.FullSize;

    /// <summary>The UNet's names and shapes, without its prefix.</summary>
    public static IEnumerable<(string Name, long[] Shape)> UNetTensors =>
        CheckpointLayout.Tensors(Family, clip: false, vae: false)
            .Select(tensor => (tensor.Name[Family.UNet!.Prefix.Length..], tensor.Shape));

    /// <summary>The UNet of SDXL's base file: the same as <see cref="UNetTensors"/>.</summary>
    public static IReadOnlyList<(string Name, long[] Shape)> XlTensors { get; } = ReadXl();

    public static string Ensure(string folder, string dtype) =>
        Ensure(Path.Combine(folder, $"sd15-{dtype}.safetensors"), [.. CheckpointLayout.Tensors(Family)], dtype);

    /// <summary>A file with the UNet of SDXL alone: 5.1 GB in fp16.</summary>
    public static string EnsureXl(string folder) => Ensure(Path.Combine(folder, "sdxl-unet-F16.safetensors"), XlTensors, "F16");

    private static string Ensure(string path, IReadOnlyList<(string Name, long[] Shape)> tensors, string dtype)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (File.Exists(path))
            return path;
        var header = Header(tensors, dtype);
        using (var file = File.Create(path + ".new"))
        {
            var length = new byte[8];
            BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
            file.Write(length);
            file.Write(header);
            foreach (var (name, shape) in tensors)
                file.Write(Numbers(name, shape, dtype));
        }
        File.Move(path + ".new", path);
        return path;
    }

    /// <summary>Names and shapes of the real file, which are the tests' golden: name, then type and shape.</summary>
    private static List<(string, long[])> ReadXl()
    {
        const string prefix = "model.diffusion_model.";
        using var packed = typeof(FullSizeCheckpoint).Assembly.GetManifestResourceStream("sdxl.header.json.gz")!;
        using var text = new GZipStream(packed, CompressionMode.Decompress);
        return [.. JsonNode.Parse(text)!.AsObject().Where(tensor => tensor.Key.StartsWith(prefix, StringComparison.Ordinal))
            .Select(tensor => (tensor.Key[prefix.Length..], tensor.Value![1]!.AsArray().Select(size => (long)size!).ToArray()))];
    }

    private static byte[] Header(IEnumerable<(string Name, long[] Shape)> tensors, string dtype)
    {
        var header = new JsonObject();
        var offset = 0L;
        foreach (var (name, shape) in tensors)
        {
            var bytes = Count(shape) * (dtype == "F32" ? 4 : 2);
            header[name] = new JsonObject
            {
                ["dtype"] = dtype,
                ["shape"] = new JsonArray([.. shape.Select(size => JsonValue.Create(size))]),
                ["data_offsets"] = new JsonArray(offset, offset + bytes),
            };
            offset += bytes;
        }
        var text = header.ToJsonString();
        return Encoding.UTF8.GetBytes(text.PadRight((text.Length + 7) / 8 * 8));
    }

    private static ReadOnlySpan<byte> Numbers(string name, long[] shape, string dtype)
    {
        var numbers = TinyModel.Numbers(name, shape, seed: 1);
        return dtype switch
        {
            "F16" => MemoryMarshal.AsBytes<Half>(Array.ConvertAll(numbers, number => (Half)number)),
            "BF16" => MemoryMarshal.AsBytes<ushort>(
                Array.ConvertAll(numbers, number => (ushort)(BitConverter.SingleToUInt32Bits(number) >> 16))),
            _ => MemoryMarshal.AsBytes<float>(numbers),
        };
    }

    private static long Count(long[] shape) => shape.Aggregate(1L, (count, size) => count * size);
}
