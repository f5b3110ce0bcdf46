using Studio.Engine.Models;
using Studio.Engine.Nodes;
using Studio.Tests.Support;

namespace Studio.Tests.Nodes;

/// <summary>What a node gives may be kept only as long as the files behind it are the same.</summary>
public sealed class FileFingerprintTests : IDisposable
{
    private static readonly DateTime Earlier = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Stamp_LinkWhoseTargetIsReplaced_Changes()
    {
        var target = Write("blob", "one");
        var link = Path.Combine(_folder.Path, "checkpoints", "model.safetensors");
        Directory.CreateDirectory(Path.GetDirectoryName(link)!);
        File.CreateSymbolicLink(link, target);
        var (checkpoint, stamp) = (Checkpoint("model.safetensors"), FileStamp.Of(link));

        Write("blob", "other");

        Assert.NotEqual(checkpoint, Checkpoint("model.safetensors"));
        Assert.NotEqual(stamp, FileStamp.Of(link));
    }

    [Fact]
    public void Stamp_FolderWithAnOlderFileInPlaceOfAnother_Changes()
    {
        Write("checkpoints/folder/vae_decoder/model.onnx", "vae");
        var unet = Write("checkpoints/folder/unet/model.onnx", "one");
        var before = Checkpoint("folder");

        File.WriteAllText(unet, "two");
        File.SetLastWriteTimeUtc(unet, Earlier);

        Assert.NotEqual(before, Checkpoint("folder"));
    }

    [Fact]
    public void Text_ThatNamesAnEmbedding_ChangesWithTheFile()
    {
        var none = Text("a embedding:waves star");
        var file = Write("embeddings/waves.safetensors", "one");
        var first = Text("a embedding:waves star");
        File.WriteAllText(file, "other");

        Assert.NotEqual(none, first);
        Assert.NotEqual(first, Text("a embedding:waves star"));
        Assert.NotEqual(Text("a star"), Text(null!));
        Assert.Equal(Text("a star"), Text("a moon"));
    }

    private FoldersToo Files => new(_folder.Path);

    private string? Checkpoint(string name)
    {
        using var pool = new ModelPool(new ModelPoolOptions());
        return new CheckpointLoaderSimple(pool, Files) { CkptName = name }.Fingerprint();
    }

    private string? Text(string text) => new ClipTextEncode(null!, Files) { Text = text, Clip = null! }.Fingerprint();

    private string Write(string name, string content)
    {
        var path = Path.Combine(_folder.Path, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        return path;
    }

    /// <summary>Model files, and models that are folders.</summary>
    private sealed class FoldersToo(string root) : IModelFiles
    {
        private readonly FolderModelFiles _files = new(root);

        public IReadOnlyList<string> Names(string kind) => _files.Names(kind);

        public string? Find(string kind, string name)
        {
            var folder = Path.Combine(root, kind, name);
            return _files.Find(kind, name) ?? (Directory.Exists(folder) ? folder : null);
        }
    }
}
