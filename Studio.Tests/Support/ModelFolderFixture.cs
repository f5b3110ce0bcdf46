namespace Studio.Tests.Support;

/// <summary>The engine over a model folder of its own, with the demo model in it: for nodes that load or write other files.</summary>
public sealed class ModelFolderFixture : EngineFixture
{
    private readonly TemporaryFolder _folder;

    public ModelFolderFixture()
        : this(new TemporaryFolder())
    {
    }

    private ModelFolderFixture(TemporaryFolder folder)
        : base(folder.Path)
    {
        _folder = folder;
        File.Copy(DemoModel.Path, PathOf("checkpoints", "studio-demo.safetensors"));
    }

    /// <summary>Where a model file of a kind belongs.</summary>
    public string PathOf(string kind, string name)
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, kind));
        return Path.Combine(_folder.Path, kind, name);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _folder.Dispose();
    }
}
