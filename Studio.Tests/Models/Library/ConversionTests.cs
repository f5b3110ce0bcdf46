using Studio.Engine.Models.Files;
using Studio.Tests.Support;
using Studio.Web.Models.Library;
using static Studio.Tests.Models.Downloads.DownloadFixture;

namespace Studio.Tests.Models.Library;

/// <summary>Pickles become safetensors beside them, bit by bit; what would run is not.</summary>
public sealed class ConversionTests(SharedStudio shared) : IClassFixture<SharedStudio>
{
    private readonly string _folder = Directory.CreateDirectory(Path.Join(shared.Studio.StudioDir, "models", "loras")).FullName;
    private readonly string _stem = Guid.NewGuid().ToString("N");

    private ModelConversion Conversion => shared.Studio.Get<ModelConversion>();

    [Fact]
    public async Task Convert_KeepsEveryNumberAndTheOldFile()
    {
        var path = Path.Join(_folder, $"{_stem}.pt");
        TorchWriter.OfTensors([("a.weight", "F32", [.. Enumerable.Range(0, 24).Select(number => (byte)number)], [2, 3]),
            ("b", "F16", [1, 2, 3, 4], [2])])
            .SaveArchive(path);

        var name = await Conversion.ConvertAsync(Anna, "loras", $"{_stem}.pt", default);

        Assert.Equal($"{_stem}.safetensors", name);
        using var before = TensorFile.Open(path);
        using var after = TensorFile.Open(Path.Join(_folder, name));
        Assert.Equal(before.Header.Tensors.Keys, after.Header.Tensors.Keys);
        foreach (var (tensor, entry) in before.Header.Tensors)
        {
            Assert.Equal((entry.DType, string.Join(',', entry.Shape)),
                (after.Header.Tensors[tensor].DType, string.Join(',', after.Header.Tensors[tensor].Shape)));
            Assert.Equal(before.Map(tensor).ToArray(), after.Map(tensor).ToArray());
        }

        Assert.Equal(LibraryRefusal.Exists,
            (await Assert.ThrowsAsync<LibraryException>(() => Conversion.ConvertAsync(Anna, "loras", $"{_stem}.pt", default))).Refusal);
    }

    [Fact]
    public async Task Convert_OfAPickleThatWouldRun_LeavesNothing()
    {
        await File.WriteAllBytesAsync(Path.Join(_folder, $"{_stem}.ckpt"), [0x80, 2, .. "cos\nsystem\nX\u0004\u0000\u0000\u0000true"u8, 0x85, .. "R."u8]);
        var refused = await Assert.ThrowsAsync<LibraryException>(() => Conversion.ConvertAsync(Anna, "loras", $"{_stem}.ckpt", default));
        Assert.Equal(LibraryRefusal.BadRequest, refused.Refusal);
        Assert.False(File.Exists(Path.Join(_folder, $"{_stem}.safetensors")));
        Assert.DoesNotContain(Directory.GetFiles(_folder, ".*", new EnumerationOptions { AttributesToSkip = FileAttributes.None }), file =>
            file.EndsWith(".part", StringComparison.Ordinal));
    }
}
