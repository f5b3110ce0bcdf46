using Studio.Engine.Tensors;

namespace Studio.Engine.Runtime;

/// <summary>The outputs of one run: written into our tensor where its shape was known, else made by the runtime and copied once.</summary>
internal sealed class RunResults : IDisposable
{
    private readonly Tensor?[] _tensors;
    private readonly OrtValue?[] _ours;
    private readonly ValueHandle?[] _theirs;

    public RunResults(Tensor?[] preallocated)
    {
        _tensors = preallocated;
        _ours = new OrtValue?[preallocated.Length];
        _theirs = new ValueHandle?[preallocated.Length];
        Pointers = new nint[preallocated.Length];
        for (var i = 0; i < preallocated.Length; i++)
        {
            _ours[i] = preallocated[i] is { } tensor ? OrtValue.Over(tensor) : null;
            Pointers[i] = _ours[i]?.Pointer ?? 0;
        }
    }

    /// <summary>For the native call, which fills in those that are zero.</summary>
    public nint[] Pointers { get; }

    /// <summary>Owns what the native call made, whether it succeeded or not.</summary>
    public void TakeOver()
    {
        for (var i = 0; i < Pointers.Length; i++)
        {
            if (_ours[i] is null && Pointers[i] != 0)
                _theirs[i] = new ValueHandle(Pointers[i]);
        }
    }

    public Tensor[] Read(string doing)
    {
        var read = new Tensor[_tensors.Length];
        for (var i = 0; i < read.Length; i++)
        {
            read[i] = _tensors[i] ?? (_theirs[i] is { } value
                ? OrtValue.Read(value, doing)
                : throw new EngineException(EngineError.Native, $"{doing}: output {i} came back empty."));
        }
        return read;
    }

    public void Dispose()
    {
        foreach (var value in _ours)
            value?.Dispose();
        foreach (var value in _theirs)
            value?.Dispose();
    }
}
