using Studio.Engine;
using Studio.Engine.Models;
using Studio.Engine.Models.Files;
using Studio.Tests.Support;

namespace Studio.Tests.Models.Files;

public sealed class SafetensorsFileTests : IDisposable
{
    private const string Valid =
        """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F16","shape":[2,2],"data_offsets":[8,16]}}""";

    private readonly TemporaryFolder _folder = new();

    private string Path => System.IO.Path.Combine(_folder.Path, "model.safetensors");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_ValidFile_GivesTensorsAndMetadata()
    {
        new SafetensorsWriter().Metadata("title", "small").Add("a", "F32", [1, 2, 3], 3).Add("b", "F16", [0.5f], 1).Save(Path);

        using var file = TensorFile.Open(Path);

        Assert.Equal("small", file.Header.Metadata["title"]);
        Assert.Equal([3], file.Header.Tensors["a"].Shape);
        Assert.Equal(2f, BitConverter.ToSingle(file.Map("a").Span[4..]));
        var half = new byte[2];
        file.Read("b", 0, half);
        Assert.Equal((Half)0.5f, BitConverter.ToHalf(half));
    }

    [Fact]
    public void Open_EmptyTensorsAndPaddedHeader_IsValid()
    {
        SafetensorsWriter.Save(Path,
            """{"a":{"dtype":"F32","shape":[0,4],"data_offsets":[0,0]},"b":{"dtype":"BOOL","shape":[],"data_offsets":[0,1]}}     """, [1]);
        using var file = TensorFile.Open(Path);
        Assert.Equal(0, file.Map("a").Length);
        Assert.Equal(1, file.Map("b").Length);
    }

    /// <summary>What the format's own reader takes: no metadata said in so many words, and fields that it does not know.</summary>
    [Theory]
    [InlineData("""{"__metadata__":null,"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]},"__metadata__":null}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16],"extra":1}}""")]
    [InlineData(
        """{"a":{"note":null,"dtype":"F32","strides":[1],"shape":[4],"more":{"a":[{"b":[[1,2]]}]},"data_offsets":[0,16],"more":2}}""")]
    [InlineData("""{"__metadata__":{},"a":{"shape":[4],"data_offsets":[0,16],"dtype":"F32"}}""")]
    [InlineData("{ \"a\"\t:\n{\r\"dtype\":\"F32\",\"shape\":[ 4 ],\"data_offsets\":[0,16]} }\n\t\r ")]
    [InlineData("""{"\u0061":{"dtype":"\u004632","shape":[4],"data_offsets":[0,16]}}""")]
    public void Open_OddButAllowedHeader_IsRead(string header)
    {
        SafetensorsWriter.Save(Path, header, new byte[16]);
        using var file = TensorFile.Open(Path);
        Assert.Equal(["a"], file.Header.Tensors.Keys);
        Assert.Equal([4], file.Header.Tensors["a"].Shape);
        Assert.Empty(file.Header.Metadata);
        Assert.Equal(16, file.Map("a").Length);
    }

    [Fact]
    public void Open_NoTensors_IsAnEmptyFile()
    {
        SafetensorsWriter.Save(Path, "{}", []);
        using var file = TensorFile.Open(Path);
        Assert.Empty(file.Header.Tensors);
    }

    [Fact]
    public void Open_TensorsInAnyOrder_AreInThatOfTheirBytes()
    {
        SafetensorsWriter.Save(Path,
            """{"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]},"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", new byte[3]);
        using var file = TensorFile.Open(Path);
        Assert.Equal(["a", "b"], file.Header.Tensors.Keys);
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F16","shape":[4],"data_offsets":[8,16]}}""",
        "twice")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[3],"data_offsets":[4,16]}}""",
        "overlaps")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[12,16]}}""", "gap")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "belong to no tensor")]
    [InlineData("""{"a":{"dtype":"F32","shape":[5],"data_offsets":[0,20]}}""", "cut short")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,16]}}""", "needs 12 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4294967296,4294967296,4294967296],"data_offsets":[0,16]}}""", "larger than any file")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4],"data_offsets":[-16,0]}}""", "whole number")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-4],"data_offsets":[0,16]}}""", "whole number")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4.5],"data_offsets":[0,16]}}""", "whole number")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4],"data_offsets":[16,0]}}""", "offsets")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4],"data_offsets":[9223372036854775800,9223372036854775807]}}""", "offsets")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16,32]}}""", "data_offsets")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4]}}""", "lacks")]
    [InlineData("""{"a":{"dtype":"F33","shape":[4],"data_offsets":[0,16]}}""", "unknown type")]
    [InlineData("""{"a":{"dtype":"F32","dtype":"F16","shape":[4],"data_offsets":[0,16]}}""", "twice")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4],"shape":[4],"data_offsets":[0,16]}}""", "twice")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16],"extra":{]}}""", "not valid JSON")]
    [InlineData("""{"__metadata__":"x"}""", "neither an object nor null")]
    [InlineData("""{"__metadata__":null,"__metadata__":null}""", "twice")]
    [InlineData("""{"__metadata__":{"x":null}}""", "not a text")]
    [InlineData("""{"a":[]}""", "not an object")]
    [InlineData("""{"__metadata__":{"x":1}}""", "not a text")]
    [InlineData("""{"__metadata__":{},"__metadata__":{}}""", "twice")]
    [InlineData("""{"a":{"dtype":"F32","shape":[[4]],"data_offsets":[0,16]}}""", "whole number")]
    [InlineData("""{"a":{"dtype":7,"shape":[4],"data_offsets":[0,16]}}""", "not valid JSON")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}""", "not valid JSON")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}} x""", "not valid JSON")]
    [InlineData("""["a"]""", "does not begin")]
    [InlineData("", "does not begin")]
    public void Open_LyingHeader_IsRefusedWithTheReason(string header, string reason)
    {
        SafetensorsWriter.Save(Path, header, new byte[16]);
        Refused(reason);
    }

    [Theory]
    [InlineData(ulong.MaxValue, "more than")]
    [InlineData(100_000_001UL, "more than")]
    [InlineData(5_000UL, "only")]
    public void Open_AbsurdHeaderLength_IsRefused(ulong length, string reason)
    {
        SafetensorsWriter.Save(Path, Valid, new byte[16], length);
        Refused(reason);
    }

    [Fact]
    public void Open_AnyTruncation_IsRefused()
    {
        SafetensorsWriter.Save(Path, Valid, new byte[16]);
        var whole = File.ReadAllBytes(Path);
        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(Path, whole[..length]);
            Assert.Equal(EngineError.BadFile, Assert.Throws<EngineException>(() => TensorFile.Open(Path)).Kind);
        }
    }

    [Fact]
    public void Open_AnyFlippedByte_IsReadOrRefusedButNeverCrashes()
    {
        SafetensorsWriter.Save(Path, Valid, new byte[16]);
        var whole = File.ReadAllBytes(Path);
        for (var i = 0; i < whole.Length; i++)
        {
            foreach (var flip in new byte[] { 0x01, 0x10, 0x80 })
            {
                var bytes = (byte[])whole.Clone();
                bytes[i] ^= flip;
                File.WriteAllBytes(Path, bytes);
                var failure = Record.Exception(() => TensorFile.Open(Path).Dispose());
                Assert.True(failure is null or EngineException { Kind: EngineError.BadFile }, $"Byte {i}: {failure}");
            }
        }
    }

    [Fact]
    public void Open_NoSuchFile_SaysSo() => Refused("There is no file");

    [Fact]
    public void Map_UnknownTensor_NamesIt()
    {
        new SafetensorsWriter().Add("a", "F32", [1], 1).Save(Path);
        using var file = TensorFile.Open(Path);
        Assert.Contains("'nothing'", Assert.Throws<EngineException>(() => file.Map("nothing")).Message, StringComparison.Ordinal);
    }

    private void Refused(string reason)
    {
        var failure = Assert.Throws<EngineException>(() => TensorFile.Open(Path));
        Assert.Equal(EngineError.BadFile, failure.Kind);
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
    }
}
