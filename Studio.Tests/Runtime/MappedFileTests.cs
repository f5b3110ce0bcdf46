using Studio.Engine;
using Studio.Engine.Runtime;

namespace Studio.Tests.Runtime;

public sealed class MappedFileTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Slice_AnyOffset_IsThatPartOfTheFile()
    {
        byte[] content = [.. Enumerable.Range(0, 10_000).Select(i => (byte)(i * 7))];
        using var file = Map(content);

        Assert.Equal(content.Length, file.Length);
        Assert.Equal(content[4097..4200], file.Slice(4097, 103).ToArray());
        Assert.Equal(content, file.Slice(0, content.Length).ToArray());
        Assert.True(file.Slice(10_000, 0).IsEmpty);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 101)]
    [InlineData(100, 1)]
    [InlineData(long.MaxValue, 1)]
    [InlineData(0, -1)]
    public void Slice_OutsideTheFile_IsRefused(long offset, int length)
    {
        using var file = Map(new byte[100]);

        Assert.Throws<ArgumentOutOfRangeException>(() => file.Slice(offset, length));
    }

    [Fact]
    public void Slice_AfterDispose_IsRefusedInsteadOfRead()
    {
        var file = Map(new byte[100]);
        var slice = file.Slice(0, 100);

        file.Dispose();

        Assert.Throws<ObjectDisposedException>(() => file.Slice(0, 1));
        Assert.Throws<ObjectDisposedException>(() => slice.Span[0]);
        Assert.Throws<ObjectDisposedException>(() => slice.Pin());
    }

    [Fact]
    public void Dispose_WithALease_WaitsForIt()
    {
        var file = Map([1, 2, 3]);
        var slice = file.Slice(1, 2);
        var lease = slice.Pin();

        file.Dispose();

        Assert.Equal([2, 3], slice.ToArray());
        lease.Dispose();
        Assert.Throws<ObjectDisposedException>(() => slice.Span[0]);
    }

    [Fact]
    public void Dispose_BeforeTheSession_LeavesItsWeights()
    {
        var weight = SmallGraphs.Wave(SmallGraphs.Channels * SmallGraphs.Channels * 9);
        var bias = SmallGraphs.Wave(SmallGraphs.Channels);
        var file = Map([9, .. SmallGraphs.Bytes(weight)]);
        var slice = file.Slice(1, weight.Length * sizeof(float));
        var session = SmallGraphs.ConvSilu(slice, SmallGraphs.Bytes(bias));
        var x = SmallGraphs.WaveTensor(1, SmallGraphs.Channels, 4, 4);

        file.Dispose();

        var y = session.Run([NamedInput.Of("x", x)], ["y"], CancellationToken.None)[0];
        SmallGraphs.AssertClose(SmallGraphs.ConvSiluReference(x, weight, bias), y, 1e-5f);
        Assert.Equal(SmallGraphs.Bytes(weight), slice.ToArray());
        session.Dispose();
        Assert.Throws<ObjectDisposedException>(() => slice.Span[0]);
    }

    [Fact]
    public void Open_MissingFile_NamesIt()
    {
        var failure = Assert.Throws<EngineException>(() => MappedFile.Open("/nowhere/model.safetensors"));

        Assert.Equal(EngineError.BadFile, failure.Kind);
        Assert.Contains("/nowhere/model.safetensors", failure.Message);
    }

    [Fact]
    public void Open_EmptyFile_HasNoBytes()
    {
        using var file = Map([]);

        Assert.Equal(0, file.Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => file.Slice(0, 1));
    }

    private MappedFile Map(byte[] content)
    {
        File.WriteAllBytes(_path, content);
        return MappedFile.Open(_path);
    }
}
