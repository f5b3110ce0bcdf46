using Studio.Engine.Models.Files;
using Studio.Engine.Models.Patching;

namespace Studio.Engine.Models;

/// <summary>The opened weights of one network, with the files that they and their patches come from.</summary>
internal sealed class WeightReader : IDisposable
{
    private readonly TensorFile _file;
    private readonly WeightEditors _patches;

    public WeightReader(TensorHeader header, string prefix, WeightChanges changes, KeptTypes kept, CancellationToken cancellationToken)
    {
        _file = TensorFile.Open(header);
        try
        {
            _patches = changes.Open(cancellationToken);
        }
        catch
        {
            _file.Dispose();
            throw;
        }
        Weights = new Weights(_file, prefix, kept, _patches, cancellationToken);
        Prefix = prefix;
    }

    public Weights Weights { get; }

    /// <summary>What the names of its weights begin with in the file.</summary>
    public string Prefix { get; }

    /// <summary>The bytes of a tensor of any type, as they are.</summary>
    public byte[] Raw(string name, long length)
    {
        var bytes = new byte[length];
        _file.Read(Prefix + name, 0, bytes);
        return bytes;
    }

    public void Dispose()
    {
        Weights.Dispose();
        _patches.Dispose();
        _file.Dispose();
    }
}
