using Studio.Engine;
using Studio.Engine.Models;
using Studio.Engine.Models.Files;
using Studio.Tests.Support;

namespace Studio.Tests.Models.Files;

/// <summary>Headers of GGUF files, true ones and such as lie: each is read, or refused with a sentence.</summary>
public sealed class GgufFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string FilePath => Path.Combine(_folder.Path, "model.gguf");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_TrueFile_HasItsTensorsAndKeys()
    {
        Small().Save(FilePath);
        using var file = TensorFile.Open(FilePath);
        Assert.Equal(["a.weight", "a.bias", "conv.weight"], file.Header.Tensors.Keys);
        Assert.Equal("a.weight Q8_0 [2, 32]", file.Header.Tensors["a.weight"].ToString());
        Assert.Equal([4L, 2, 2, 2], file.Header.Tensors["conv.weight"].Shape);
        Assert.Equal("flux", file.Header.Metadata["general.architecture"]);
        var numbers = new byte[64 * sizeof(float)];
        WeightConversion.ToSingle(file, "a.weight", numbers, scale: 2);
        // the bytes 0, 1, 2 ... times the factor of their block
        Assert.Equal([0f, 2, 4], Floats(numbers).Take(3));
        Assert.Equal([64f * 0.5f, 66 * 0.5f], Floats(numbers).Skip(32).Take(2));
    }

    [Theory]
    [InlineData(1u, "of version 1")]
    [InlineData(4u, "of version 4")]
    [InlineData(3u << 24, "other byte order")]
    public void Read_OtherVersion_IsRefused(uint version, string says) =>
        Refused(new GgufWriter { Version = version }.AddSingle("a", [1], 1), says);

    [Fact]
    public void Read_LyingHeader_IsRefused()
    {
        byte[] block = new byte[34];
        Refused(new GgufWriter { ClaimedTensors = ulong.MaxValue }.AddSingle("a", [1], 1), "tensors, more than");
        Refused(new GgufWriter { ClaimedPairs = 1 << 20 }.AddSingle("a", [1], 1), "keys, more than");
        Refused(new GgufWriter { ClaimedTensors = 1000 }.AddSingle("a", [1], 1), "");
        Refused(new GgufWriter { Shift = 1 << 20 }.AddSingle("a", [1], 1), "cut short");
        Refused(new GgufWriter { Shift = -1 }.AddSingle("a", [1], 1), "impossible place");
        Refused(new GgufWriter().AddSingle("a", [1], 1L << 36), "cut short");
        Refused(new GgufWriter().AddSingle("a", [1], 1L << 40, 1L << 40), "larger than any file");
        Refused(new GgufWriter().AddSingle("a", [1], 0), "no or an impossible size");
        Refused(new GgufWriter().AddSingle("a", [1], 1, 1, 1, 1, 1, 1, 1, 1, 1), "9 axes");
        Refused(new GgufWriter().AddSingle("a", [1], 1).AddSingle("a", [1], 1), "appears twice");
        Refused(new GgufWriter().Add("a", 8, block, 33), "no whole blocks of 32");
        Refused(new GgufWriter().Add("a", 99, block, 32), "as type 99");
        Refused(new GgufWriter().Add("a", 39, block, 32), "as MXFP4, which is not unpacked here. Use one of F32, F16, BF16, Q4_0");
        Refused(new GgufWriter().Text("a", "x").Text("a", "y"), "'a' appears twice");
        Refused(new GgufWriter().Pair("a", 77, []), "unknown type 77");
        Refused(new GgufWriter().Pair("a", 9, [.. BitConverter.GetBytes(8u), .. BitConverter.GetBytes(ulong.MaxValue)]),
            "values, and only");
        Refused(new GgufWriter().Pair("a", 8, BitConverter.GetBytes(ulong.MaxValue)), "in the middle of its header");
        Refused(new GgufWriter().Pair("general.alignment", 4, BitConverter.GetBytes(24u)), "no small power of two");
        Refused(new GgufWriter().Pair("split.count", 2, BitConverter.GetBytes((ushort)4)), "one of 4 parts");
        Refused(new GgufWriter().Numbers("comfy.gguf.orig_shape.a", 3, 3).AddSingle("a", [1, 2, 3, 4], 4), "another number of numbers");
    }

    /// <summary>Lists in lists in lists: the depth ends them, not the stack.</summary>
    [Fact]
    public void Read_ListsWithoutEnd_AreRefused()
    {
        byte[] one = [.. BitConverter.GetBytes(9u), .. BitConverter.GetBytes(1UL)];
        Refused(new GgufWriter().Pair("a", 9, [.. Enumerable.Repeat(one, 50_000).SelectMany(part => part)]), "deeper than");
    }

    /// <summary>Any byte of the header changed, or the file cut anywhere: a sentence, or a file that can be read to its end.</summary>
    [Fact]
    public void Read_DamagedAnywhere_EndsInASentence()
    {
        var whole = Small().Bytes();
        var random = new Random(11);
        for (var turn = 0; turn < 1000; turn++)
        {
            var bytes = turn % 3 == 0 ? whole[..random.Next(whole.Length)] : (byte[])whole.Clone();
            for (var i = 0; i < turn % 3 && bytes.Length > 0; i++)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            File.WriteAllBytes(FilePath, bytes);
            try
            {
                using var file = TensorFile.Open(FilePath);
                foreach (var entry in file.Header.Tensors.Values)
                    file.Read(entry.Name, 0, new byte[entry.ByteLength]);
                ModelDetector.Describe(file.Header);
            }
            catch (EngineException refused)
            {
                Assert.True(refused.Kind is EngineError.BadFile or EngineError.Unsupported, refused.ToString());
                Assert.EndsWith(".", refused.Message, StringComparison.Ordinal);
            }
        }
    }

    private static GgufWriter Small()
    {
        var blocks = new byte[2 * 34];
        for (var block = 0; block < 2; block++)
        {
            BitConverter.GetBytes((Half)(block == 0 ? 1 : 0.5f)).CopyTo(blocks, block * 34);
            for (var i = 0; i < 32; i++)
                blocks[(block * 34) + 2 + i] = (byte)((block * 32) + i);
        }
        return new GgufWriter().Text("general.architecture", "flux").Numbers("comfy.gguf.orig_shape.conv.weight", 4, 2, 2, 2)
            .Pair("tokens", 9, [.. BitConverter.GetBytes(8u), .. BitConverter.GetBytes(1UL), .. BitConverter.GetBytes(2UL), .. "ab"u8])
            .Add("a.weight", 8, blocks, 2, 32).AddSingle("a.bias", [1, 2], 2).Add("conv.weight", 8, new byte[34], 32);
    }

    private static float[] Floats(byte[] bytes) => [.. Enumerable.Range(0, bytes.Length / 4).Select(i => BitConverter.ToSingle(bytes,
        i * 4))];

    private void Refused(GgufWriter writer, string says)
    {
        writer.Save(FilePath);
        var refused = Assert.Throws<EngineException>(() => TensorFormats.Read(FilePath));
        Assert.True(refused.Kind is EngineError.BadFile or EngineError.Unsupported);
        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
    }
}
